import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { Driven, drive, expectExactRestore, scriptFile } from "./driver.ts";

const lightningNeed = pythonWith("torch", "lightning");
const lightning = lightningNeed.path;
const transformersNeed = pythonWith("torch", "transformers", "accelerate");
const transformers = transformersNeed.path;
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

describeWith(lightningNeed, "Lightning", () => {
  test(
    "a callback drives fit: windows, schedulers and limits are seen to",
    async () => {
      const script = `
import torch, lr_finder.lightning, lightning
class Bias(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.b = torch.nn.Parameter(torch.zeros(1))
    def training_step(self, batch, i):
        self.log("loss", 1.0)
        return ((self.b - batch[0]) ** 2).mean()
    def validation_step(self, batch, i): raise RuntimeError("validated")
    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
        return [optimizer], [torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.1)]
class Logger(lightning.pytorch.callbacks.Callback):
    def on_train_batch_end(self, *_): print("other callback")
rows = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.tensor([1.0, 3, 2, 2, 5])), batch_size=1)
trainer = lightning.Trainer(
    max_epochs=1, accelerator="cpu", accumulate_grad_batches=2, logger=False,
    callbacks=[lr_finder.lightning.callback(), Logger()], enable_progress_bar=False,
    enable_checkpointing=False, num_sanity_val_steps=0, limit_val_batches=1.0 if lr_finder.active() else 0)
trainer.fit(Bias(), rows, rows)`;
      const trainer = drive(lightning, script);
      expect(await trainer.read()).toMatchObject({
        capabilities: [],
        info: { optimizer: "sgd", batchSize: 2, stepsPerEpoch: 3, parameterCount: 1 },
      });
      // The mean loss of (1, 3) at 0 is 5 and its gradient -4; then (2, 2) at 2, and the last row alone.
      expect(await trainer.ask({ lrf: "step", lr: 0.5 })).toMatchObject({ loss: 5, lr: 0.5 });
      expect(await trainer.losses([0.25, 1e-9])).toEqual([0, 9]);
      // The next epoch, beyond the Trainer's own limit.
      expect((await trainer.losses([1e-9]))[0]).toBeCloseTo(1, 4);
      expect(await trainer.close()).toBe(0);
      expect(trainer.errors).not.toContain("other callback");
      const { status, stdout } = spawnSync(lightning, [scriptFile(script)], {
        env: PYTHON_ENV,
        encoding: "utf8",
      });
      expect({ status, lines: stdout.split("other callback").length }).toEqual({
        status: 0,
        lines: 6,
      });
    },
    LONG,
  );
});

describeWith(transformersNeed, "Hugging Face Trainer", () => {
  test(
    "one call drives it: windows, warm-up and evaluation are seen to",
    async () => {
      const script = `
import torch, lr_finder.transformers
from transformers import Trainer, TrainingArguments
class Bias(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.b = torch.nn.Parameter(torch.zeros(1))
    def forward(self, labels):
        return {"loss": ((self.b - labels) ** 2).mean(), "logits": labels}
rows = [{"labels": torch.tensor(v)} for v in (2.0, 2.0, 2.0, 2.0)]
trainer = Trainer(Bias(), TrainingArguments(
    "out", per_device_train_batch_size=1, gradient_accumulation_steps=2, optim="sgd", warmup_steps=100,
    max_grad_norm=0, num_train_epochs=1, report_to=[], save_strategy="no", use_cpu=True, disable_tqdm=True),
    train_dataset=rows, eval_dataset=rows)
lr_finder.transformers.serve(trainer)
trainer.train()
print("trained", trainer.state.global_step)`;
      const trainer = drive(transformers, script);
      expect(await trainer.read()).toMatchObject({
        capabilities: ["evaluate"],
        info: { optimizer: "sgd", batchSize: 2, stepsPerEpoch: 2, parameterCount: 1 },
      });
      expect(await trainer.ask({ lrf: "step", lr: 0.25 })).toMatchObject({ loss: 4, lr: 0.25 });
      expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(1);
      expect(await trainer.losses([0.5, 0.5, 0.5])).toEqual([1, 0, 0]);
      expect(await trainer.close()).toBe(0);
      const { status, stdout } = spawnSync(transformers, [scriptFile(script)], {
        env: PYTHON_ENV,
        encoding: "utf8",
      });
      expect(status).toBe(0);
      expect(stdout).toContain("trained 2");
    },
    LONG,
  );
});
