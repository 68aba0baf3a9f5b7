import { expect, test } from "vitest";
import { describeWith } from "../helpers/needs.ts";
import { pythonWith } from "../helpers/python.ts";
import { drive } from "./driver.ts";
import { MODEL, serving } from "./torch-model.ts";

const pythonNeed = pythonWith("torch", "numpy");
const python = pythonNeed.path;

describeWith(pythonNeed, "the LR of PyTorch", () => {
  test("keeps the ratios of parameter groups, also where a warm-up has begun with 0", async () => {
    const trainer = drive(
      python,
      `${MODEL}
optimizer = torch.optim.SGD(
    [{"params": model[0].parameters(), "lr": 0.01}, {"params": model[3].parameters()},
     {"params": model[1].parameters(), "lr": 0.0}], lr=0.1)
warmup = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda i: min(1, i / 10))
used = []
for group, p in [(g, p) for g in optimizer.param_groups for p in g["params"][:1]]:
    p.register_hook(lambda grad, group=group: used.append(group["lr"]))
def stepping():
    used.clear()
    step()
    warmup.step()
    return sum(lr * 1000 ** i for i, lr in enumerate(sorted(used)))
lr_finder.serve(stepping, optimizer=optimizer, model=model)`,
    );
    await trainer.read();
    // 0.1 is the optimizer's own LR, so its group is the base: the first has a tenth of it.
    const answer = await trainer.ask({ lrf: "step", lr: 2 });
    // (Summed up in base 1000, the lowest first.)
    expect(answer.loss).toBeCloseTo(0.2 * 1000 + 2 * 1000 ** 2, 9);
    expect(answer.lr).toBe(2);
    expect((await trainer.ask({ lrf: "step", lr: 1 })).loss).toBeCloseTo(0.1 * 1000 + 1000 ** 2, 9);
  });

  test("reports an LR that something else changed before the update", async () => {
    const trainer = drive(
      python,
      serving(
        "torch.optim.SGD([{'params': model[0].parameters()}, {'params': model[3].parameters(), 'lr': 0.2}], lr=0.1)",
        "optimizer=optimizer",
      ).replace(
        "    loss.backward()",
        "    loss.backward(); optimizer.param_groups[1]['lr'] = 0.5",
      ),
    );
    await trainer.read();
    expect((await trainer.ask({ lrf: "step", lr: 0.25 })).lr).toBe(0.25);
    expect((await trainer.ask({ lrf: "step", lr: 1 })).lr).toBe(0.25);
  });

  test("a tensor LR is changed in place", async () => {
    const trainer = drive(
      python,
      `${MODEL}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
optimizer.param_groups[0]["lr"] = tensor = torch.tensor(0.1)
lr_finder.serve(lambda: float(tensor), optimizer=optimizer)`,
    );
    await trainer.read();
    expect(await trainer.ask({ lrf: "step", lr: 0.5 })).toMatchObject({ loss: 0.5, lr: 0.5 });
  });

  test("an update that was not made counts as skipped once one was seen", async () => {
    const trainer = drive(
      python,
      `${MODEL}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
lr_finder.serve(lambda lr: step() if lr < 1 else 0.0, optimizer=optimizer)`,
    );
    await trainer.read();
    expect((await trainer.ask({ lrf: "step", lr: 2 })).skipped).toBeUndefined();
    expect((await trainer.ask({ lrf: "step", lr: 0.1 })).skipped).toBeUndefined();
    expect((await trainer.ask({ lrf: "step", lr: 2 })).skipped).toBe(true);
    await trainer.close();
    expect(trainer.errors.split("optimizer.step() was not called")).toHaveLength(2);
  });

  test("a loss that is no single number is an error that says so", async () => {
    const trainer = drive(
      python,
      `${MODEL}
forms = iter([torch.tensor([[2.0]], requires_grad=True), numpy.float32(0.5), numpy.array([1.5]), torch.tensor(3), torch.zeros(2)])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
lr_finder.serve(lambda: next(forms), optimizer=optimizer)`,
    );
    await trainer.read();
    expect(await trainer.losses([1, 1, 1, 1])).toEqual([2, 0.5, 1.5, 3]);
    expect((await trainer.ask({ lrf: "step", lr: 1 })).message).toContain(
      "the loss must be one number, got shape (2,): return its mean",
    );
  });
});
