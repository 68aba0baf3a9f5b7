import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { type TrainerParts, trainerFromParts } from "../../../../src/trainer/index.ts";
import { startEngine } from "../../../../src/trainer/tfjs/engines/backends.ts";
import { LOSSES } from "../../../../src/trainer/tfjs/losses/losses.ts";
import { lossesOf } from "../fixtures.ts";

beforeAll(() => startEngine("cpu"));

type Model = tfl.LayersModel;
type Form<Part extends keyof TrainerParts> = () => {
  readonly part: TrainerParts[Part];
  /** What the user frees. */
  readonly own?: readonly { dispose(): unknown }[];
};

const dense = (units = 3) =>
  tfl.sequential({
    layers: [
      tfl.layers.dense({ units, inputShape: [4], activation: "relu" }),
      tfl.layers.batchNormalization(),
      tfl.layers.dense({ units: 1 }),
    ],
  });
const isFreed = (model: Model) => {
  try {
    return model.getWeights().length === 0;
  } catch {
    return true;
  }
};
const compiled = () => {
  const model = dense();
  model.compile({ optimizer: tf.train.adamax(0.01), loss: "meanSquaredError" });
  return model;
};

const MODELS: Readonly<Record<string, Form<"model">>> = {
  "the model itself": () => {
    const model = dense();
    return { part: model, own: [model] };
  },
  "a function": () => ({ part: () => dense() }),
  "an asynchronous function": () => ({
    part: async () => {
      await Promise.resolve();
      return dense();
    },
  }),
  "a function whose models are compiled": () => ({ part: compiled }),
  "a function that hands out what was there": () => {
    const model = dense();
    return { part: () => model, own: [model] };
  },
  "a function that gives the same again": () => {
    let kept: Model | undefined;
    return {
      part: () => {
        kept ??= dense();
        return kept;
      },
      own: [
        {
          dispose() {
            // Where it was given only once, it was freed with the trainer.
            if (kept !== undefined && !isFreed(kept)) kept.dispose();
          },
        },
      ],
    };
  },
  "a function that builds upon layers": () => {
    const base = dense(5);
    return {
      part: () => {
        const [input, output] = [base.inputs[0], base.layers[1]?.output];
        const head = tfl.layers.dense({ units: 1 }).apply(output as tfl.SymbolicTensor);
        return tfl.model({
          inputs: input as tfl.SymbolicTensor,
          outputs: head as tfl.SymbolicTensor,
        });
      },
      own: [base],
    };
  },
};

const OPTIMIZERS: Readonly<Record<string, Form<"optimizer">>> = {
  "a name": () => ({ part: "adam" }),
  "hyper-parameters": () => ({ part: { name: "adamw", weightDecay: 0.1 } }),
  "an optimizer": () => {
    const optimizer = tf.train.adam(0.01);
    return { part: optimizer, own: [optimizer] };
  },
};

const values = Float32Array.from({ length: 160 }, (_, i) => Math.sin(i * 1.7));
const labels = Float32Array.from({ length: 40 }, (_, i) => Math.cos(i));
const nested = { xs: { values, shape: [40, 4] }, ys: { values: labels, shape: [40, 1] } };
const tensors = () => ({ xs: tf.tensor(values, [40, 4]), ys: tf.tensor(labels, [40, 1]) });

const DATA: Readonly<Record<string, Form<"data">>> = {
  arrays: () => ({ part: nested }),
  tensors: () => {
    const rows = tensors();
    return { part: rows, own: [rows.xs, rows.ys] };
  },
  "a function of arrays": () => ({ part: () => nested }),
  "a function of tensors": () => ({ part: async () => tensors() }),
  "a function that hands out tensors": () => {
    const rows = tensors();
    return { part: () => rows, own: [rows.xs, rows.ys] };
  },
};

interface Forms {
  readonly model: Form<"model">;
  readonly optimizer: Form<"optimizer">;
  readonly data: Form<"data">;
}
const FIRST: Forms = {
  model: MODELS["a function"] as Form<"model">,
  optimizer: OPTIMIZERS["a name"] as Form<"optimizer">,
  data: DATA.arrays as Form<"data">,
};
const FORMS: readonly (readonly [string, Forms])[] = [
  ...Object.entries(MODELS).flatMap(([name, model]) =>
    Object.entries(OPTIMIZERS).map(
      ([by, optimizer]) => [`${name}, ${by}`, { ...FIRST, model, optimizer }] as const,
    ),
  ),
  ...Object.entries(DATA).map(([name, data]) => [`data: ${name}`, { ...FIRST, data }] as const),
];

const SETTINGS = { engine: "cpu", seed: 1, batchSize: 8, loss: "meanSquaredError" } as const;

/** Runs `body` with parts of these forms; how many tensors are left when their user has freed what is theirs. */
async function leftBy(forms: Forms, body: (parts: TrainerParts) => Promise<void>): Promise<number> {
  const before = tf.memory().numTensors;
  const [model, optimizer, data] = [forms.model(), forms.optimizer(), forms.data()];
  await body({
    model: model.part,
    ...(optimizer.part !== undefined && { optimizer: optimizer.part }),
    data: data.part,
  });
  const own = [...(model.own ?? []), ...(optimizer.own ?? []), ...(data.own ?? [])];
  for (const each of own) each.dispose();
  return tf.memory().numTensors - before;
}

describe.each(FORMS)("%s", (_name, forms) => {
  it("leaves no tensor after a search with repeats", async () => {
    const left = await leftBy(forms, async (parts) => {
      const trainer = await trainerFromParts(parts, SETTINGS);
      await trainer.snapshot();
      for (const seed of [1, 2, 3]) {
        await trainer.reseed?.(seed);
        await lossesOf(trainer, 3);
        await trainer.evaluate?.();
        await trainer.restore();
      }
      await trainer.close();
      await trainer.close();
    });
    expect(left).toBe(0);
  });

  it("leaves none when it is closed in the middle", async () => {
    const left = await leftBy(forms, async (parts) => {
      const trainer = await trainerFromParts(parts, SETTINGS);
      trainer.take?.();
      await trainer.snapshot();
      await lossesOf(trainer, 2);
      await trainer.close();
    });
    expect(left).toBe(0);
  });

  it("leaves none after an error, of the parts or of the first step", async () => {
    const failing = () => {
      throw new Error("no such loss");
    };
    for (const loss of ["mse5", failing]) {
      const left = await leftBy(forms, async (parts) => {
        await expect(trainerFromParts({ ...parts, loss }, { engine: "cpu" })).rejects.toThrow();
      });
      expect(left).toBe(0);
    }
  });
});

it("leaves what was there before as it was", async () => {
  const base = dense();
  const before = base.getWeights().map((weight) => Array.from(weight.dataSync()));
  const trainer = await trainerFromParts(
    { model: () => base, data: nested },
    { ...SETTINGS, optimizer: "sgd" },
  );
  await trainer.close();
  expect(base.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
  base.dispose();
});

it("says what is wrong where a function gives a model that was freed with a trainer", async () => {
  let kept: Model | undefined;
  const model = () => {
    kept ??= dense();
    return kept;
  };
  const parts = { model, data: nested, optimizer: "sgd", loss: LOSSES.meanSquaredError };
  await (await trainerFromParts(parts, { engine: "cpu" })).close();
  await expect(trainerFromParts(parts, { engine: "cpu" })).rejects.toMatchObject({
    code: "bad-module",
    message: expect.stringContaining("make a new model with every call"),
  });
});

it("a model that was freed may be disposed of once more by who kept hold of it", async () => {
  const before = tf.memory().numTensors;
  let kept: Model | undefined;
  const trainer = await trainerFromParts(
    {
      model: () => {
        kept = dense();
        return kept;
      },
      data: {
        xs: [
          [1, 2, 3, 4],
          [2, 3, 4, 5],
        ],
        ys: [1, 2],
      },
      loss: "meanSquaredError",
      optimizer: "sgd",
    },
    { engine: "cpu" },
  );
  await trainer.close();
  expect(() => kept?.dispose()).not.toThrow();
  expect(tf.memory().numTensors).toBe(before);
});
