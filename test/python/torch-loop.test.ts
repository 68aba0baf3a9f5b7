import { expect, test } from "vitest";
import { describeWith } from "../helpers/needs.ts";
import { pythonWith } from "../helpers/python.ts";
import { Driven, drive, expectExactRestore, scriptFile } from "./driver.ts";
import { MODEL } from "./torch-model.ts";

const torch = pythonWith("torch");
const accelerate = pythonWith("torch", "accelerate");

const SAMPLED = `
import sys, torch, lr_finder
from torch.utils.data import DataLoader, DistributedSampler
rows = torch.arange(12.0)
class Told(DistributedSampler):
    told = []
    def set_epoch(self, epoch):
        self.told.append(epoch)
        super().set_epoch(epoch)
sampler = Told(rows, num_replicas=1, rank=0, seed=3)
loader = DataLoader(rows, sampler=sampler, batch_size=4)
batches = lr_finder.Loop(loader)
sampler.set_epoch(5)
sampler.told.clear()`;

/** What a script prints without a finder. */
async function printed(script: string): Promise<string[]> {
  const plain = new Driven([torch.path, scriptFile(script)], { LR_FINDER_PROTOCOL: "" });
  expect(await plain.ended).toBe(0);
  await plain.read().catch(() => undefined);
  return plain.output;
}

describeWith(torch, "a loop over a loader", () => {
  test("leaves the sampler's epoch to the script where no finder drives", async () => {
    const words = await printed(`${SAMPLED}
taken = [next(batches).tolist() for _ in range(9)]
print(sampler.told, sampler.epoch)
print(sorted(sum(taken[:3], [])) == rows.tolist(), taken[:3] == taken[3:6] == list(map(list, [x.tolist() for x in loader])))`);
    expect(words).toEqual(["[] 5", "True True"]);
  });

  test("counts on from the epoch that the sampler was set to, and puts it back", async () => {
    const trainer = drive(
      torch.path,
      `${SAMPLED}
w = torch.nn.Parameter(torch.zeros(1))
optimizer = torch.optim.SGD([w], lr=0.1)
def step():
    optimizer.step()
    return (next(batches) * torch.tensor([1.0, 100.0, 1e4, 1e6])).sum()
lr_finder.serve(step, optimizer=optimizer, evaluate=lambda: float(sampler.epoch))`,
    );
    await trainer.read();
    await trainer.ask({ lrf: "snapshot" });
    const epoch = async () => (await trainer.ask({ lrf: "evaluate" })).loss;
    const seen: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      expect(await epoch()).toBe(5);
      seen.push(await trainer.losses([1, 1, 1, 1, 1, 1, 1]));
      expect(await epoch()).toBe(7);
      await trainer.ask({ lrf: "restore" });
    }
    expect(await epoch()).toBe(5);
    expect(seen[1]).toEqual(seen[0]);
    const [first, second] = [0, 3].map((at) => (seen[0] as number[]).slice(at, at + 3));
    expect(first).not.toEqual(second);
  });

  test("takes an iterator without end where no finder drives, and says what it needs where one does", async () => {
    const script = `
import itertools, lr_finder
batches = lr_finder.Loop(itertools.count())
print([next(batches) for _ in range(4)])`;
    expect(await printed(script)).toEqual(["[0, 1, 2, 3]"]);
    const driven = drive(torch.path, script);
    expect(await driven.ended).toBe(1);
    expect(driven.errors).toContain("Loop needs the loader itself");
  });
});

describeWith(torch, "workers that persist between epochs", () => {
  test("draw the same numbers after a restore, in the first epoch and in later ones", async () => {
    const script = `${MODEL}
class Noisy(torch.utils.data.Dataset):
    def __len__(self): return len(x)
    def __getitem__(self, i): return x[i] + 0.5 * torch.randn(6), y[i]
batches = lr_finder.Loop(DataLoader(Noisy(), batch_size=24, shuffle=True, num_workers=1, persistent_workers=True))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
lr_finder.serve(step, optimizer=optimizer, model=model, evaluate=validate)`;
    await expectExactRestore(drive(torch.path, script));
  });
});

describeWith(accelerate, "what accelerate has prepared", () => {
  const PREPARED = `${MODEL}
from accelerate import Accelerator
accelerator = Accelerator(gradient_accumulation_steps=2, cpu=True)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 1000)
model, optimizer, loader, scheduler = accelerator.prepare(model, optimizer, loader, scheduler)
batches = lr_finder.Loop(loader)
def micro():
    bx, by = next(batches)
    with accelerator.accumulate(model):
        loss = loss_of(model(bx), by)
        accelerator.backward(loss); optimizer.step(); scheduler.step(); optimizer.zero_grad()
    return loss.detach()
def step(): return (micro() + micro()) / 2
lr_finder.serve(step, optimizer=optimizer, model=model, evaluate=validate, also=[scheduler])`;

  test("is put back with the place in its accumulation; 7.5 batches an epoch", async () => {
    await expectExactRestore(drive(accelerate.path, PREPARED));
  });

  test("tells its batch size, and every update has the LR that was asked for", async () => {
    const trainer = drive(accelerate.path, PREPARED);
    expect((await trainer.read()).info).toMatchObject({ batchSize: 32, stepsPerEpoch: 4 });
    for (let i = 0; i < 12; i++) {
      const { lr, skipped } = await trainer.ask({ lrf: "step", lr: 1e-3 * 1.1 ** i });
      expect({ lr, skipped }).toEqual({ lr: 1e-3 * 1.1 ** i, skipped: undefined });
    }
  });
});
