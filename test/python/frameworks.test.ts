import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { Driven, drive, expectExactRestore, scriptFile } from "./driver.ts";

const jaxNeed = pythonWith("jax", "optax");
const jax = jaxNeed.path;
const kerasOnTfNeed = pythonWith("keras", "tensorflow");
const kerasOnTf = kerasOnTfNeed.path;
const kerasOnJaxNeed = pythonWith("keras", "jax");
const kerasOnJax = kerasOnJaxNeed.path;

const BACKENDS = [
  ["tensorflow", kerasOnTf],
  ["jax", kerasOnJax],
] as const;
const kerasBackends = BACKENDS.filter(([, python]) => python !== "");
const kerasNeed = {
  what: "Python with keras and tensorflow or jax",
  isThere: kerasBackends.length > 0,
};

// Importing a framework on a busy machine takes long.
const LONG = 180_000;

/** `fit` on two rows a batch, in order: the loss of a batch is known by hand. */
const KERAS_FIT = `
import keras, numpy as np, lr_finder.keras
x = np.zeros((6, 1), "float32"); y = np.array([[1.0], [1], [2], [2], [3], [3]], "float32")
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.1), "mse")
finder = lr_finder.keras.callback(evaluate=lambda: model.evaluate(x, y, verbose=0, return_dict=True))
model.fit(x, y, batch_size=2, epochs=3, shuffle=False, verbose=0, callbacks=[finder])
print("trained")`;

describeWith(kerasNeed, "Keras", () => {
  test.each(kerasBackends)(
    "the example's step function is restored (%s)",
    async (backend, python) => {
      const command = [python, repoFile("examples/keras/train.py")];
      const trainer = new Driven(command, { KERAS_BACKEND: backend });
      await expectExactRestore(trainer);
    },
    LONG,
  );

  test.each(kerasBackends)(
    "fit is driven by a callback (%s)",
    async (backend, python) => {
      const trainer = drive(python, KERAS_FIT, { KERAS_BACKEND: backend });
      expect(await trainer.read()).toMatchObject({
        capabilities: ["evaluate"],
        info: { optimizer: "sgd", stepsPerEpoch: 3 },
      });
      // Only the bias b learns, from 0: the loss of a batch is (b - y)², and b moves by 2 lr (y - b).
      const first = await trainer.ask({ lrf: "step", lr: 0.25 });
      expect(first.loss).toBeCloseTo(1, 6);
      expect(first.lr).toBeCloseTo(0.25, 6);
      const held = (await trainer.ask({ lrf: "evaluate" })).loss;
      expect(held).toBeCloseTo((0.5 ** 2 + 1.5 ** 2 + 2.5 ** 2) / 3, 5);
      expect((await trainer.ask({ lrf: "step", lr: 0.5 })).loss).toBeCloseTo(1.5 ** 2, 5);
      expect((await trainer.ask({ lrf: "step", lr: 1 })).loss).toBeCloseTo(1, 5);
      // b is 4 now, and the epoch begins again.
      expect((await trainer.ask({ lrf: "step", lr: 0.001 })).loss).toBeCloseTo(9, 4);
      await trainer.losses([1e-9, 1e-9, 1e-9, 1e-9, 1e-9]);
      expect((await trainer.ask({ lrf: "step", lr: 1 })).message).toContain("give it more epochs");
      expect(await trainer.ended).toBe(1);
    },
    LONG,
  );

  test.each(kerasBackends)(
    "trains as before without a finder (%s)",
    (backend, python) => {
      const { status, stdout } = spawnSync(python, [scriptFile(KERAS_FIT)], {
        env: { ...PYTHON_ENV, KERAS_BACKEND: backend },
        encoding: "utf8",
      });
      expect({ status, stdout }).toEqual({ status: 0, stdout: "trained\n" });
    },
    LONG,
  );
});

describeWith(jaxNeed, "JAX", () => {
  test(
    "the starter is restored bit for bit, and its LR is read back",
    async () => {
      await expectExactRestore(new Driven([jax, repoFile("src/python/starter_jax.py")]));
      const trainer = new Driven([jax, repoFile("src/python/starter_jax.py")]);
      expect((await trainer.read()).info).toMatchObject({ optimizer: "adam", parameterCount: 129 });
      expect((await trainer.ask({ lrf: "step", lr: 0.5 })).lr).toBe(0.5);
    },
    LONG,
  );
});
