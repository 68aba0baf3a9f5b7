import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { Driven, drive, expectExactRestore, scriptFile } from "./driver.ts";

const BACKENDS = [
  ["tensorflow", pythonWith("keras", "tensorflow").path],
  ["jax", pythonWith("keras", "jax").path],
  ["torch", pythonWith("keras", "torch").path],
] as const;
const backends = BACKENDS.filter(([, python]) => python !== "");
const need = {
  what: "Python with keras and tensorflow, jax or torch",
  isThere: backends.length > 0,
};

// Importing a framework on a busy machine takes long.
const LONG = 240_000;

/** `fit` on two rows a batch, in order: the loss of a batch is known by hand. */
const FIT = `
import keras, numpy as np, lr_finder.keras
x = np.zeros((6, 1), "float32"); y = np.array([[1.0], [1], [2], [2], [3], [3]], "float32")
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.1), "mse")
class Logger(keras.callbacks.Callback):
    def on_train_batch_end(self, *_, **__): print("other callback")
model.fit(x, y, batch_size=2, epochs=1, shuffle=False, verbose=0, validation_data=(x, y),
    callbacks=[lr_finder.keras.callback(), Logger()])
print("trained")`;

/** Shuffling, dropout, batch norm, a metric, rows split off, a schedule. */
const NETWORK = `
import sys, keras, numpy as np, lr_finder.keras
keras.utils.set_random_seed(1)
x = np.random.randn(500, 3).astype("float32"); y = (x.sum(1) > 0).astype("float32")
model = keras.Sequential([
    keras.Input((3,)), keras.layers.Dense(16, "relu", kernel_regularizer="l2"),
    keras.layers.BatchNormalization(), keras.layers.Dropout(0.3), keras.layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-2, 100)),
    "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=50, epochs=2, validation_split=0.2, verbose=0,
    callbacks=[] if "plain" in sys.argv else [lr_finder.keras.callback()])
print(repr([keras.ops.convert_to_numpy(w).astype("float64").sum().item() for w in model.weights]), np.random.rand())`;

describeWith(need, "Keras", () => {
  test.each(backends)(
    "the example's step function is restored (%s)",
    async (backend, python) => {
      const command = [python, repoFile("examples/keras/train.py")];
      const trainer = new Driven(command, { KERAS_BACKEND: backend });
      await expectExactRestore(trainer);
    },
    LONG,
  );

  test.each(backends)(
    "fit is driven by a callback (%s)",
    async (backend, python) => {
      const trainer = drive(python, FIT, { KERAS_BACKEND: backend });
      expect(await trainer.read()).toMatchObject({
        capabilities: ["evaluate", "restore"],
        info: { optimizer: "sgd", batchSize: 2, stepsPerEpoch: 3, parameterCount: 2 },
      });
      await trainer.ask({ lrf: "snapshot" });
      for (let i = 0; i < 2; i++) {
        // Only the bias b learns, from 0: the loss of a batch is (b - y)², and b moves by 2 lr (y - b).
        const first = await trainer.ask({ lrf: "step", lr: 0.25 });
        expect(first.loss).toBeCloseTo(1, 6);
        expect(first.lr).toBeCloseTo(0.25, 6);
        const held = (await trainer.ask({ lrf: "evaluate" })).losses;
        expect(held?.map((loss) => Math.round(loss * 1e4) / 1e4)).toEqual([
          0.25, 0.25, 2.25, 2.25, 6.25, 6.25,
        ]);
        expect((await trainer.ask({ lrf: "step", lr: 0.5 })).loss).toBeCloseTo(1.5 ** 2, 5);
        expect((await trainer.ask({ lrf: "step", lr: 1 })).loss).toBeCloseTo(1, 5);
        // b is 4 now, and the epoch begins again.
        expect((await trainer.ask({ lrf: "step", lr: 0.001 })).loss).toBeCloseTo(9, 4);
        await trainer.ask({ lrf: "restore" });
      }
      expect(await trainer.close()).toBe(0);
      expect(trainer.errors).not.toContain("other callback");
      const { status, stdout } = spawnSync(python, [scriptFile(FIT)], {
        env: { ...PYTHON_ENV, KERAS_BACKEND: backend },
        encoding: "utf8",
      });
      expect({ status, stdout }).toEqual({
        status: 0,
        stdout: `${"other callback\n".repeat(3)}trained\n`,
      });
    },
    LONG,
  );

  test.each(backends)(
    "fit is restored bit for bit, and trains as before without a finder (%s)",
    async (backend, python) => {
      const trainer = drive(python, NETWORK, { KERAS_BACKEND: backend });
      await expectExactRestore(trainer);
      const file = scriptFile(NETWORK);
      const [plain, with_] = [["plain"], []].map((words) =>
        spawnSync(python, [file, ...words], {
          env: { ...PYTHON_ENV, KERAS_BACKEND: backend },
          encoding: "utf8",
        }),
      );
      expect(plain?.status).toBe(0);
      expect(with_?.stdout).toBe(plain?.stdout);
    },
    LONG,
  );
});
