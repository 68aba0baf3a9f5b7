import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { scriptFile } from "./driver.ts";

const LONG = 300_000;

const LIGHTNING = `
import sys, torch, lightning, lr_finder.lightning
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
torch.set_num_threads(1); torch.manual_seed(0)
x = torch.randn(400, 4); y = (x.sum(1) > 0).long()
class Network(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.1), nn.ReLU(), nn.Linear(16, 2))
        self.seen = []
    def training_step(self, batch, i):
        self.seen.append(i)
        return nn.functional.cross_entropy(self.layers(batch[0]), batch[1])
    def validation_step(self, batch, i):
        self.log("val_loss", nn.functional.cross_entropy(self.layers(batch[0]), batch[1]))
    def configure_optimizers(self):
        o = torch.optim.AdamW(self.parameters(), 1e-3)
        n = self.trainer.estimated_stepping_batches
        return [o], [{"scheduler": torch.optim.lr_scheduler.OneCycleLR(o, 1e-2, total_steps=n), "interval": "step"}]
data = TensorDataset(x, y)
train, held_out = DataLoader(data, 16, shuffle=True), DataLoader(data, 100)
model = Network()
trainer = lightning.Trainer(max_epochs=2, accelerator="cpu", logger=False, enable_checkpointing=False,
    enable_progress_bar=False, enable_model_summary=False)
if "find" in sys.argv:
    result = lr_finder.lightning.lr_find(trainer, model, train, held_out, epochs=2, budget="quick", quiet=True)
    print(result.status, file=sys.stderr)
trainer.fit(model, train, held_out)
print([p.double().sum().item() for p in model.parameters()], torch.rand(1).item(), len(model.seen), trainer.global_step)`;

const TRANSFORMERS = `
import sys, torch, lr_finder.transformers
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments
torch.set_num_threads(1); torch.manual_seed(0)
model = BertForSequenceClassification(BertConfig(
    vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
    max_position_embeddings=16))
words = torch.randint(2, 50, (300, 6))
data = [{"input_ids": row, "labels": row[0] % 2} for row in words]
trainer = Trainer(model, TrainingArguments(
    "out", num_train_epochs=2, per_device_train_batch_size=16, report_to=[], save_strategy="no", use_cpu=True,
    disable_tqdm=True, logging_strategy="no", neftune_noise_alpha=5), train_dataset=data[:200], eval_dataset=data[200:])
if "find" in sys.argv:
    result = lr_finder.transformers.lr_find(trainer, epochs=2, budget="quick", quiet=True)
    print(result.status, file=sys.stderr)
trainer.train()
print([p.double().sum().item() for p in model.parameters()], torch.rand(1).item(), trainer.state.global_step,
    sum(len(m._forward_hooks) for m in model.modules()))`;

const KERAS = `
import sys, os, keras, numpy as np, lr_finder.keras
keras.utils.set_random_seed(1)
x = np.random.randn(500, 3).astype("float32"); y = (x.sum(1) > 0).astype("float32")
model = keras.Sequential([
    keras.Input((3,)), keras.layers.Dense(16, "relu"), keras.layers.Dropout(0.3), keras.layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-2, 100)),
    "binary_crossentropy", metrics=["accuracy"])
given = {"batch_size": 50, "epochs": 2, "validation_split": 0.2}
if "find" in sys.argv:
    result = lr_finder.keras.lr_find(model, x, y, **given, options={"budget": "quick"}, quiet=True)
    print(result.status, file=sys.stderr)
model.fit(x, y, verbose=0, **given)
print([keras.ops.convert_to_numpy(w).astype("float64").sum().item() for w in model.weights], np.random.rand())`;

const CASES = [
  ["Lightning", pythonWith("torch", "lightning"), LIGHTNING, {}],
  ["Hugging Face", pythonWith("torch", "transformers", "accelerate"), TRANSFORMERS, {}],
  ["Keras", pythonWith("keras", "torch"), KERAS, { KERAS_BACKEND: "torch" }],
] as const;

for (const [name, need, script, env] of CASES) {
  describeWith(need, `lr_find of ${name}`, () => {
    test(
      "trains in this process, and what follows is bit for bit what it was",
      () => {
        const file = scriptFile(script);
        const finder = `'${process.execPath}' '${repoFile("dist/cli/main.js")}'`;
        const [plain, found] = [[], ["find"]].map((words) =>
          spawnSync(need.path, [file, ...words], {
            cwd: temporaryFolder(),
            env: { ...PYTHON_ENV, LR_FINDER_COMMAND: finder, ...env },
            encoding: "utf8",
          }),
        );
        expect(found?.stderr).toMatch(/^(found|none)$/m);
        expect(found?.status).toBe(0);
        const last = (text = "") => text.trim().split("\n").at(-1);
        expect(last(plain?.stdout)).toMatch(/^\[/);
        expect(last(found?.stdout)).toBe(last(plain?.stdout));
      },
      LONG,
    );
  });
}
