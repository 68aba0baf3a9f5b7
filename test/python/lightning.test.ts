import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { drive, expectExactRestore, scriptFile } from "./driver.ts";

const need = pythonWith("torch", "lightning");
const python = need.path;

// Importing Lightning on a busy machine takes long.
const LONG = 240_000;

/** A module of one bias, whose losses are known by hand. */
const BIAS = `
import torch, lr_finder.lightning, lightning
class Bias(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.b = torch.nn.Parameter(torch.zeros(1))
    def training_step(self, batch, i):
        self.log("loss", 1.0)
        return ((self.b - batch[0]) ** 2).mean()
    def validation_step(self, batch, i):
        assert not self.training and not self.trainer.training
        self.log("val_loss", ((self.b - batch[0]) ** 2).mean())
        self.log("val_other", 3.0)
    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
        steps = self.trainer.estimated_stepping_batches
        assert steps == 3, steps
        # Of a run of three steps: a fourth is an error.
        scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=steps, cycle_momentum=False)
        return [optimizer], [{"scheduler": scheduler, "interval": "step"}]
class Logger(lightning.pytorch.callbacks.Callback):
    def on_train_batch_end(self, *_): print("other callback")
class Rows(torch.utils.data.TensorDataset): pass
rows = torch.utils.data.DataLoader(Rows(torch.tensor([1.0, 3, 2, 2, 5])), batch_size=1)
trainer = lightning.Trainer(
    max_epochs=1, accelerator="cpu", accumulate_grad_batches=2, logger=False,
    callbacks=[lr_finder.lightning.callback(), Logger()], enable_progress_bar=False,
    enable_checkpointing=False, num_sanity_val_steps=0)
trainer.fit(Bias(), rows, rows)`;

/** Everything that could go wrong: dropout, batch norm, shuffling, windows, hooks that keep lists, a schedule. */
function network(manual: boolean): string {
  return `
import os, random, sys, torch, lr_finder.lightning, lightning
from torch import nn
torch.manual_seed(3)
random.seed(3)
torch.set_num_threads(1)
x = torch.randn(150, 4); y = (x.sum(1) > 0).long()
class Network(lightning.LightningModule):
    automatic_optimization = ${manual ? "False" : "True"}
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2))
        self.outputs, self.noise = [], 0.0
    def on_train_batch_start(self, batch, i): self.noise = 0.9 * self.noise + 0.1 * random.random()
    def training_step(self, batch, i):
        loss = nn.functional.cross_entropy(self.layers(batch[0]), batch[1]) * (1 + self.noise)
        self.outputs.append(loss.item())
        # A thing that was not put back shows in the loss.
        loss = loss * (1 + 0.001 * len(self.outputs) + 0.01 * self.trainer.global_step)
        self.log("train_loss", loss)
        if self.automatic_optimization: return loss
        optimizer = self.optimizers()
        optimizer.zero_grad()
        self.manual_backward(loss)
        optimizer.step()
        self.lr_schedulers().step()
    def on_train_epoch_end(self): self.outputs.clear()
    def on_validation_epoch_start(self): self.found = []
    def validation_step(self, batch, i):
        losses = nn.functional.cross_entropy(self.layers(batch[0]), batch[1], reduction="none")
        self.found.append(losses.mean())
        return {"losses": losses + 0.001 * torch.rand(1)}
    def on_validation_epoch_end(self): self.log("val_loss", torch.stack(self.found).mean())
    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=1e-3)
        n = self.trainer.estimated_stepping_batches
        return [optimizer], [{"scheduler": torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=n), "interval": "step"}]
data = torch.utils.data.TensorDataset(x, y)
train = torch.utils.data.DataLoader(data, batch_size=16, shuffle=True)
callbacks = [] if "plain" in sys.argv else [lr_finder.lightning.callback()]
trainer = lightning.Trainer(
    max_epochs=3, accelerator="cpu", ${manual ? "" : "accumulate_grad_batches=2, gradient_clip_val=1.0, precision='bf16-mixed',"}
    logger=False, enable_checkpointing=False, enable_progress_bar=False, limit_train_batches=9, callbacks=callbacks)
model = Network()
trainer.fit(model, train, torch.utils.data.DataLoader(data, batch_size=50))
print(repr([p.double().sum().item() for p in model.state_dict().values()]), torch.rand(1).item())`;
}

/** As {@link BIAS}, on shuffled rows, and prints each loss. */
const SHUFFLED = BIAS.replace("batch_size=1)", "batch_size=1, shuffle=True)")
  .replace("import torch,", "import torch; torch.manual_seed(5)\nimport")
  .replace(
    "return ((self.b - batch[0]) ** 2).mean()",
    "loss = ((self.b - batch[0]) ** 2).mean(); print('loss', loss.item(), flush=True); return loss",
  )
  .replace("accumulate_grad_batches=2, ", "")
  .replace(", num_sanity_val_steps=0", "")
  .replace("assert steps == 3, steps", "return optimizer");

describeWith(need, "Lightning", () => {
  test(
    "windows, schedulers and limits are the Trainer's own; validation_step gives held-out losses",
    async () => {
      const trainer = drive(python, BIAS);
      expect(await trainer.read()).toMatchObject({
        capabilities: ["evaluate", "restore"],
        info: { optimizer: "sgd", batchSize: 2, stepsPerEpoch: 3, parameterCount: 1 },
      });
      await trainer.ask({ lrf: "snapshot" });
      for (let i = 0; i < 2; i++) {
        const held = await trainer.ask({ lrf: "evaluate" });
        expect(held).toMatchObject({ count: 5, losses: [1, 9, 4, 4, 25] });
        // The mean loss of (1, 3) at 0 is 5 and its gradient -4; then (2, 2) at 2, and the last row alone.
        expect(await trainer.ask({ lrf: "step", lr: 0.5 })).toMatchObject({ loss: 5, lr: 0.5 });
        expect(await trainer.losses([0.25, 1e-9])).toEqual([0, 9]);
        // The next epoch, beyond the Trainer's own limit.
        expect((await trainer.losses([1e-9]))[0]).toBeCloseTo(1, 4);
        await trainer.ask({ lrf: "restore" });
      }
      expect(await trainer.close()).toBe(0);
      expect(trainer.errors).not.toContain("other callback");
      const { status, stdout } = spawnSync(python, [scriptFile(BIAS)], {
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

  test.each([false, true])(
    "is restored bit for bit, and trains as before without a finder (manual optimization: %s)",
    async (manual) => {
      await expectExactRestore(drive(python, network(manual)));
      const file = scriptFile(network(manual));
      const [plain, with_] = [["plain"], []].map((words) =>
        spawnSync(python, [file, ...words], { env: PYTHON_ENV, encoding: "utf8" }),
      );
      expect(plain?.status).toBe(0);
      expect(with_?.stdout).toBe(plain?.stdout);
    },
    LONG,
  );

  test(
    "the first steps are on the batches of a real run",
    async () => {
      const { stdout } = spawnSync(python, [scriptFile(SHUFFLED)], {
        env: PYTHON_ENV,
        encoding: "utf8",
      });
      const real = [...stdout.matchAll(/loss ([\d.]+)/g)].map(([, loss]) => Number(loss));
      const trainer = drive(python, SHUFFLED);
      await trainer.read();
      expect(await trainer.losses([0.1, 0.1, 0.1, 0.1, 0.1])).toEqual(real);
    },
    LONG,
  );

  test(
    "without a loss to be found it says what to do",
    async () => {
      const script = BIAS.replace('"val_loss"', '"a_loss"').replace('"val_other"', '"b_loss"');
      const trainer = drive(python, script);
      expect((await trainer.read()).capabilities).toEqual(["restore"]);
      expect(trainer.errors).toContain("a_loss, b_loss");
      expect(trainer.errors).toContain("callback(val_loss=…)");
      const named = script.replace("callback()", 'callback(val_loss="a_loss", evaluate_rows=2)');
      const other = drive(python, named);
      expect((await other.read()).capabilities).toEqual(["evaluate", "restore"]);
      // Spread over the data: the first and the third row.
      expect((await other.ask({ lrf: "evaluate" })).losses).toEqual([1, 4]);
      expect(other.errors).toContain("2 of the 5 rows");
    },
    LONG,
  );
});
