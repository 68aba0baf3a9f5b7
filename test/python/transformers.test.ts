import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { drive, expectExactRestore, scriptFile } from "./driver.ts";

const need = pythonWith("torch", "transformers", "accelerate");
const python = need.path;

// Importing it on a busy machine takes long.
const LONG = 240_000;

/** A model of one bias, whose losses are known by hand. */
const BIAS = `
import torch, lr_finder.transformers
from transformers import Trainer, TrainingArguments, TrainerCallback
class Bias(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.b = torch.nn.Parameter(torch.zeros(1))
    def forward(self, labels):
        assert self.training or not torch.is_grad_enabled()
        return {"loss": ((self.b - labels) ** 2).mean(), "logits": self.b.expand(len(labels))}
class Logger(TrainerCallback):
    def on_step_end(self, *_, **__): print("other callback")
rows = [{"labels": torch.tensor(v)} for v in (2.0, 2.0, 2.0, 2.0)]
trainer = Trainer(Bias(), TrainingArguments(
    "out", per_device_train_batch_size=1, gradient_accumulation_steps=2, optim="sgd", warmup_steps=100,
    max_grad_norm=0, num_train_epochs=1, report_to=[], save_strategy="no", use_cpu=True, disable_tqdm=True),
    train_dataset=rows, eval_dataset=rows + [{"labels": torch.tensor(4.0)}], callbacks=[Logger()])
lr_finder.transformers.serve(trainer)
trainer.train()
print("trained", trainer.state.global_step)`;

/** A small BERT with dropout, shuffled rows, windows that do not fit an epoch, and a callback. */
const BERT = `
import sys, torch, lr_finder.transformers
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments
torch.set_num_threads(1)
torch.manual_seed(0)
model = BertForSequenceClassification(BertConfig(
    vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
    max_position_embeddings=16))
words = torch.randint(2, 50, (200, 6))
data = [{"input_ids": row, "labels": row[0] % 2} for row in words]
class Shown(Trainer):
    def training_step(self, *args, **more):
        loss = super().training_step(*args, **more)
        if "show" in sys.argv: print("loss", loss.item(), flush=True)
        return loss
trainer = Shown(model, TrainingArguments(
    "out", num_train_epochs=1, max_steps=6 if "show" in sys.argv else -1, per_device_train_batch_size=16,
    gradient_accumulation_steps=1 if "show" in sys.argv else 2, seed=1, bf16="show" not in sys.argv,
    lr_scheduler_type="constant" if "show" in sys.argv else "linear",
    report_to=[], save_strategy="no", use_cpu=True, disable_tqdm=True, logging_strategy="no"),
    train_dataset=data[:150], eval_dataset=data[150:],
    callbacks=[] if "plain" in sys.argv else [lr_finder.transformers.callback()])
trainer.train()
print(repr([p.double().sum().item() for p in model.state_dict().values()]), torch.rand(1).item())`;

/** Sixteen rows of twelve words a batch, 20,450 parameters; tells the processor time from the first update to the end. */
const TIMED = `
import atexit, sys, time, torch, lr_finder.transformers
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments
torch.set_num_threads(1)
torch.manual_seed(0)
model = BertForSequenceClassification(BertConfig(
    vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
    max_position_embeddings=16))
words = torch.randint(2, 50, (1000, 12))
data = [{"input_ids": row, "labels": row[0] % 2} for row in words]
begun = []
class Timed(Trainer):
    def training_step(self, *args, **more):
        if not begun: begun.append(time.process_time())
        return super().training_step(*args, **more)
atexit.register(lambda: print("seconds", time.process_time() - begun[0], file=sys.stderr))
trainer = Timed(model, TrainingArguments(
    "out", max_steps=317, per_device_train_batch_size=16, report_to=[], save_strategy="no", use_cpu=True,
    disable_tqdm=True, logging_strategy="no"), train_dataset=data[:512], eval_dataset=data[512:])
lr_finder.transformers.serve(trainer)
trainer.train()`;

const seconds = (text: string) => Number(/seconds ([\d.]+)/.exec(text)?.[1]);

describeWith(need, "Hugging Face Trainer", () => {
  test(
    "a search of 317 updates takes at most twice the time of these updates",
    async () => {
      const bare = spawnSync(python, [scriptFile(TIMED)], { env: PYTHON_ENV, encoding: "utf8" });
      const trainer = drive(python, TIMED);
      await trainer.read();
      await trainer.ask({ lrf: "snapshot" });
      for (let step = 0; step < 317; step++) {
        if (step % 8 === 7) await trainer.ask({ lrf: "evaluate" });
        if (step % 40 === 39) await trainer.ask({ lrf: "restore" });
        await trainer.losses([5e-5]);
      }
      expect(await trainer.close()).toBe(0);
      expect(trainer.errors).toContain("256 of the 488 rows");
      const [search, training] = [seconds(trainer.errors), seconds(bare.stderr)];
      expect(search / training).toBeLessThan(2);
    },
    LONG,
  );

  test(
    "one call drives it: windows, warm-up and evaluation are seen to",
    async () => {
      const trainer = drive(python, BIAS);
      expect(await trainer.read()).toMatchObject({
        capabilities: ["evaluate", "restore"],
        info: { optimizer: "sgd", batchSize: 2, stepsPerEpoch: 2, parameterCount: 1 },
      });
      await trainer.ask({ lrf: "snapshot" });
      for (let i = 0; i < 2; i++) {
        expect(await trainer.ask({ lrf: "step", lr: 0.25 })).toMatchObject({ loss: 4, lr: 0.25 });
        // Row by row, worked out of the predictions.
        const held = await trainer.ask({ lrf: "evaluate" });
        expect(held.losses).toEqual([1, 1, 1, 1, 9]);
        expect(await trainer.losses([0.5, 0.5, 0.5])).toEqual([1, 0, 0]);
        await trainer.ask({ lrf: "restore" });
      }
      expect(await trainer.close()).toBe(0);
      expect(trainer.errors).not.toContain("other callback");
      const { status, stdout } = spawnSync(python, [scriptFile(BIAS)], {
        env: PYTHON_ENV,
        encoding: "utf8",
      });
      expect(status).toBe(0);
      expect(stdout.split("other callback").length).toBe(3);
      expect(stdout).toContain("trained 2");
    },
    LONG,
  );

  test(
    "is restored bit for bit, and trains as before without a finder",
    async () => {
      const trainer = drive(python, BERT);
      await expectExactRestore(trainer);
      const file = scriptFile(BERT);
      const [plain, with_] = [["plain"], []].map((words) => {
        const run = spawnSync(python, [file, ...words], { env: PYTHON_ENV, encoding: "utf8" });
        expect(run.status).toBe(0);
        // The last line; those before it tell how long it took.
        return run.stdout.trim().split("\n").at(-1);
      });
      expect(plain).toMatch(/^\[-?\d/);
      expect(with_).toBe(plain);
    },
    LONG,
  );

  test(
    "the first steps are those of a real run, and the loss is a mean, whatever the model makes of it",
    async () => {
      const shown = BERT.replace("import sys,", 'import sys; sys.argv.append("show")\nimport');
      const { stdout } = spawnSync(python, [scriptFile(shown)], {
        env: PYTHON_ENV,
        encoding: "utf8",
      });
      const real = [...stdout.matchAll(/loss ([\d.]+)/g)].map(([, loss]) => Number(loss));
      const trainer = drive(python, shown);
      await trainer.read();
      expect(await trainer.losses(real.map(() => 5e-5))).toEqual(real);
      // Two batches an update: BERT is told how many labels there are, and does nothing with it.
      const windows = drive(python, BERT);
      await windows.read();
      expect((await windows.losses([5e-5]))[0]).toBeCloseTo(0.7, 1);
    },
    LONG,
  );
});
