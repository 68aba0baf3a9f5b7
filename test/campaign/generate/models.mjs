import { maybe, pick, several } from "./chance.mjs";
import { mutateValue } from "./mutate.mjs";

const ACTIVATIONS = ["relu", "linear", "tanh", "sigmoid", "elu"];
const PATHS = ["../w.bin", "/etc/passwd", "https://example.org/w.bin", "", ".", "w.bin/", "\u0000"];

function dense(draw, i, inputs, units) {
  const name = `dense_${i}`;
  const config = { name, units, activation: pick(draw, ACTIVATIONS), useBias: true };
  if (i === 0) config.batch_input_shape = [null, inputs];
  return {
    layer: { class_name: "Dense", config },
    weights: [
      { name: `${name}/kernel`, shape: [inputs, units], dtype: "float32" },
      { name: `${name}/bias`, shape: [units], dtype: "float32" },
    ],
  };
}

function plain(class_name, i) {
  const config = { name: `${class_name.toLowerCase()}_${i}` };
  if (class_name === "Dropout") config.rate = 0.2;
  return { layer: { class_name, config }, weights: [] };
}

/** A `model.json` for four numbers and two classes, and its weight files, by name. */
export function model(draw) {
  const widths = several(draw, 0, 3, () => 1 + draw.int(6));
  const parts = [...widths, 2].map((units, i) => dense(draw, i, [4, ...widths][i], units));
  if (maybe(draw, 0.3)) {
    const at = 1 + draw.int(parts.length);
    parts.splice(at, 0, plain(pick(draw, ["Dropout", "Flatten", "Activation", "Nothing"]), at));
  }
  const specs = parts.flatMap(({ weights }) => weights);
  const layers = parts.map(({ layer }) => layer);
  const document = {
    format: "layers-model",
    generatedBy: "campaign",
    modelTopology: { class_name: "Sequential", config: { name: "m", layers } },
    weightsManifest: [{ paths: ["w.bin"], weights: specs }],
  };
  if (maybe(draw, 0.3)) {
    document.trainingConfig = {
      loss: pick(draw, ["categorical_crossentropy", "mean_squared_error", "nothing", ["a", "b"]]),
      optimizer_config: { class_name: pick(draw, ["Adam", "SGD", "Own"]), config: { beta_1: 0.9 } },
    };
  }
  if (maybe(draw, 0.05)) document.weightsManifest[0].paths = [pick(draw, PATHS)];
  const length = specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const weights = Float32Array.from({ length }, () => draw.normal());
  if (maybe(draw, 0.1)) weights[draw.int(length)] = pick(draw, [Number.NaN, 1e38, -1e38]);
  const changed = maybe(draw, 0.6) ? mutateValue(draw, document) : document;
  return {
    json: Buffer.from(JSON.stringify(changed)),
    shards: { "w.bin": Buffer.from(weights.buffer) },
  };
}
