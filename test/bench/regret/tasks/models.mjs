// Models beyond the built-in `linear`, `mlp` and `cnn`: each is a function of the data set and the
// seed of its initial weights.
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { deriveSeed } from "../../../../dist/core/random.js";

/** Seeds for the initial weights of one model, one after the other; 0 means none to tfjs. */
function seeds(seed) {
  let count = 0;
  return () => deriveSeed(seed, `bench weights ${count++}`) || 1;
}
const he = (next) => tfl.initializers.heNormal({ seed: next() });
const glorot = (next) => tfl.initializers.glorotUniform({ seed: next() });
const outputs = (dataset) => (dataset.task === "classification" ? dataset.classes.length : 1);
const dense = (next, units, activation = "linear", more = {}) =>
  tfl.layers.dense({ units, activation, kernelInitializer: glorot(next), ...more });

/** Tanh layers of 32: deep enough that they learn slowly at first. */
export const deepTanh = (depth) => (dataset, seed) => {
  const next = seeds(seed);
  const inputShape = [dataset.featureShape.reduce((a, b) => a * b, 1)];
  const flat =
    dataset.featureShape.length > 1
      ? [tfl.layers.flatten({ inputShape: dataset.featureShape })]
      : [];
  const hidden = Array.from({ length: depth }, (_, k) =>
    dense(next, 32, "tanh", k === 0 ? { inputShape } : {}),
  );
  return tfl.sequential({ layers: [...flat, ...hidden, dense(next, outputs(dataset))] });
};

/** Convolutions with batch normalisation before the relu, as most image models have them. */
export const batchNormCnn = (filters) => (dataset, seed) => {
  const next = seeds(seed);
  const model = tfl.sequential();
  for (const [k, count] of filters.entries()) {
    model.add(
      tfl.layers.conv2d({
        ...(k === 0 ? { inputShape: dataset.featureShape } : {}),
        filters: count,
        kernelSize: 3,
        strides: k === 0 ? 1 : 2,
        padding: "same",
        useBias: false,
        kernelInitializer: he(next),
      }),
    );
    model.add(tfl.layers.batchNormalization({}));
    model.add(tfl.layers.activation({ activation: "relu" }));
    if (k === 0) model.add(tfl.layers.maxPooling2d({ poolSize: 2 }));
  }
  model.add(tfl.layers.flatten());
  model.add(dense(next, outputs(dataset)));
  return model;
};

/** A small CNN whose layers but the last can be given the weights of another run. */
export const bodyAndHead = (body) => (dataset, seed) => {
  const next = seeds(seed);
  const conv = (filters, more = {}) =>
    tfl.layers.conv2d({
      ...{ filters, kernelSize: 3, padding: "same", activation: "relu" },
      kernelInitializer: he(next),
      ...more,
    });
  const model = tfl.sequential({
    layers: [
      conv(6, { inputShape: dataset.featureShape }),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      conv(12),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 32, activation: "relu", kernelInitializer: he(next) }),
      dense(next, outputs(dataset)),
    ],
  });
  if (body !== undefined) {
    const old = model.getWeights();
    const fresh = body.map(({ values, shape }) => tf.tensor(values, shape));
    model.setWeights([...fresh, ...old.slice(fresh.length)]);
    tf.dispose(fresh);
  }
  return model;
};

/** A recurrent layer over numbers (`[length, 1]` a row), last state to the output. */
export const recurrent = (kind, units) => (dataset, seed) => {
  const next = seeds(seed);
  return tfl.sequential({
    layers: [
      tfl.layers[kind]({
        units,
        inputShape: dataset.featureShape,
        kernelInitializer: glorot(next),
        recurrentInitializer: tfl.initializers.orthogonal({ seed: next() }),
      }),
      dense(next, outputs(dataset)),
    ],
  });
};

const embedding = (next, tokens, width, length) =>
  tfl.layers.embedding({
    ...{ inputDim: tokens, outputDim: width, inputLength: length },
    embeddingsInitializer: tfl.initializers.randomUniform({
      ...{ minval: -0.05, maxval: 0.05, seed: next() },
    }),
  });

/** Tokens through an embedding into a recurrent layer. */
export const tokenRecurrent = (kind, tokens, units) => (dataset, seed) => {
  const next = seeds(seed);
  return tfl.sequential({
    layers: [
      embedding(next, tokens, 8, dataset.featureShape[0]),
      tfl.layers[kind]({
        units,
        kernelInitializer: glorot(next),
        recurrentInitializer: tfl.initializers.orthogonal({ seed: next() }),
      }),
      dense(next, outputs(dataset)),
    ],
  });
};

/**
 * A transformer block over `[length, width]`: learned places, one head of scaled dot-product
 * attention, root-mean-square normalisation, a relu layer of twice the width. (The layer
 * normalisation of tfjs takes its gradient apart row by row, which is thirty times slower.)
 */
class Block extends tfl.layers.Layer {
  constructor(config) {
    super(config);
    this.next = seeds(config.seed);
  }
  build([, length, width]) {
    const add = (name, shape) => this.addWeight(name, shape, "float32", glorot(this.next));
    this.place = add("place", [length, width]);
    this.parts = ["query", "key", "value", "out"].map((name) => add(name, [width, width]));
    this.gain = this.addWeight("gain", [width], "float32", tfl.initializers.ones());
    this.wide = add("wide", [width, 2 * width]);
    this.narrow = add("narrow", [2 * width, width]);
    super.build([null, length, width]);
  }
  computeOutputShape(shape) {
    return shape;
  }
  call(inputs) {
    return tf.tidy(() => {
      const given = Array.isArray(inputs) ? inputs[0] : inputs;
      const [, length, width] = given.shape;
      const x = tf.add(given, this.place.read());
      const flat = tf.reshape(x, [-1, width]);
      const [query, key, value] = this.parts
        .slice(0, 3)
        .map((part) => tf.reshape(tf.matMul(flat, part.read()), [-1, length, width]));
      const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(width));
      const mixed = tf.reshape(tf.matMul(tf.softmax(scores), value), [-1, width]);
      const sum = tf.add(tf.reshape(x, [-1, width]), tf.matMul(mixed, this.parts[3].read()));
      const size = tf.sqrt(tf.add(tf.mean(tf.square(sum), -1, true), 1e-5));
      const normal = tf.mul(tf.div(sum, size), this.gain.read());
      const hidden = tf.relu(tf.matMul(normal, this.wide.read()));
      const out = tf.add(sum, tf.matMul(hidden, this.narrow.read()));
      return tf.reshape(out, [-1, length, width]);
    });
  }
  static get className() {
    return "BenchBlock";
  }
}

/** Embedding, one transformer block, mean over places, output. */
export const attention = (tokens, width) => (dataset, seed) => {
  const next = seeds(seed);
  return tfl.sequential({
    layers: [
      embedding(next, tokens, width, dataset.featureShape[0]),
      new Block({ seed }),
      tfl.layers.globalAveragePooling1d({}),
      dense(next, outputs(dataset)),
    ],
  });
};

/** One relu layer and one sigmoid unit, for two classes. */
export const sigmoidMlp = (units) => (dataset, seed) => {
  const next = seeds(seed);
  return tfl.sequential({
    layers: [
      tfl.layers.dense({
        ...{ units, activation: "relu", inputShape: dataset.featureShape },
        kernelInitializer: he(next),
      }),
      dense(next, 1, "sigmoid"),
    ],
  });
};

/** A perceptron of images, all of whose layers can be given the weights of another run. */
export const pretrainedMlp = (hidden) => (body) => (dataset, seed) => {
  const next = seeds(seed);
  const relu = (units) =>
    tfl.layers.dense({ units, activation: "relu", kernelInitializer: he(next) });
  const model = tfl.sequential({
    layers: [
      tfl.layers.flatten({ inputShape: dataset.featureShape }),
      ...hidden.map(relu),
      dense(next, outputs(dataset)),
    ],
  });
  if (body !== undefined) {
    const weights = body.map(({ values, shape }) => tf.tensor(values, shape));
    model.setWeights(weights);
    tf.dispose(weights);
  }
  return model;
};

/**
 * A dense layer whose weights stay as given; trained are two matrices of a low rank whose product,
 * 0 at the start, is added to its kernel.
 */
class LowRank extends tfl.layers.Layer {
  constructor({ kernel, bias, rank, activation, seed, ...config }) {
    super(config);
    Object.assign(this, { given: { kernel, bias }, rank, relu: activation === "relu" });
    this.next = seeds(seed);
  }
  build() {
    const fixed = ({ values, shape }, name) => {
      const zeros = tfl.initializers.zeros();
      const weight = this.addWeight(name, shape, "float32", zeros, undefined, false);
      tf.tidy(() => weight.write(tf.tensor(values, shape)));
      return weight;
    };
    this.kernel = fixed(this.given.kernel, "kernel");
    this.bias = fixed(this.given.bias, "bias");
    const [inputs, units] = this.given.kernel.shape;
    this.down = this.addWeight("down", [inputs, this.rank], "float32", he(this.next));
    this.up = this.addWeight("up", [this.rank, units], "float32", tfl.initializers.zeros());
    super.build([null, inputs]);
  }
  computeOutputShape() {
    return [null, this.given.kernel.shape[1]];
  }
  call(inputs) {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const added = tf.matMul(tf.matMul(x, this.down.read()), this.up.read());
      const sum = tf.add(tf.add(tf.matMul(x, this.kernel.read()), added), this.bias.read());
      return this.relu ? tf.relu(sum) : sum;
    });
  }
  static get className() {
    return "BenchLowRank";
  }
}

/**
 * The perceptron of `pretrainedMlp` with frozen weights and trained matrices of low rank beside them.
 *
 * @param hidden units of its layers
 * @param newHead whether the last layer is a new one, trained as a whole
 */
export const lowRankMlp =
  (hidden, rank, { newHead = false } = {}) =>
  (body) =>
  (dataset, seed) => {
    const next = seeds(seed);
    const adapted = (layer, activation) =>
      new LowRank({
        ...{ kernel: body[2 * layer], bias: body[2 * layer + 1], rank, activation },
        seed: next(),
      });
    return tfl.sequential({
      layers: [
        tfl.layers.flatten({ inputShape: dataset.featureShape }),
        ...hidden.map((_, layer) => adapted(layer, "relu")),
        newHead ? dense(next, outputs(dataset)) : adapted(hidden.length, "linear"),
      ],
    });
  };
