import { expect, test } from "vitest";
import { describeWith } from "../helpers/needs.ts";
import { pythonWith } from "../helpers/python.ts";
import { drive } from "./driver.ts";
import { MODEL } from "./torch-model.ts";

const torch = pythonWith("torch");

/** State of every kind that a step changes, and much that looks like it and is none. */
const UNNAMED = `${MODEL}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
class Average:
    def __init__(self, of): self.shadow = {k: v.clone() for k, v in of.state_dict().items()}
    def update(self, of):
        for k, v in of.state_dict().items():
            if v.is_floating_point(): self.shadow[k].mul_(0.9).add_(v, alpha=0.1)
average = Average(model)
other = nn.Linear(6, 1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
idle = torch.optim.lr_scheduler.StepLR(optimizer, 2)
teacher = copy.deepcopy(model).eval()
history, counts = [], {"steps": 0}
class Work:
    def __init__(self):
        self.critic = nn.Linear(6, 1)
        self.optimizer = torch.optim.Adam(self.critic.parameters())
    def train(self):
        self.optimizer.zero_grad()
        self.critic(x).square().mean().backward()
        self.optimizer.step()
work = Work()
def whole_step():
    work.train()
    other.weight.data.mul_(0.9)
    idle, teacher(x)
    loss = step()
    scheduler.step()
    average.update(model)
    history.append(float(loss)); counts["steps"] += 1
    return loss
def put(value): other.load_state_dict(value)
`;

/** What a restore after three steps leaves as training has made it. */
async function notRestored(call: string) {
  const script = `${UNNAMED}\nlr_finder.serve(whole_step, optimizer=optimizer, model=model, ${call})\n`;
  const trainer = drive(torch.path, script);
  await trainer.read();
  await trainer.ask({ lrf: "snapshot" });
  await trainer.losses([1e-3, 1e-3, 1e-3]);
  const { notRestored } = await trainer.ask({ lrf: "restore" });
  expect(await trainer.close()).toBe(0);
  return notRestored;
}

describeWith(torch, "state that nobody named", () => {
  test("is found in closures, globals and objects, and only where training changes it", async () => {
    expect(await notRestored("evaluate=lambda: average.shadow['0.weight'].mean()")).toEqual([
      { name: "work.critic", kind: "Linear" },
      { name: "work.optimizer", kind: "Adam", later: true },
      { name: "other", kind: "Linear" },
      { name: "average.shadow", kind: "average of weights" },
    ]);
  });

  test("is put back where it is named, in any of the ways", async () => {
    const also =
      "[work.critic, work.optimizer, (other.state_dict, put), scheduler, average.shadow]";
    expect(await notRestored(`evaluate=validate, also=${also}`)).toBeUndefined();
  });

  test("schedulers of the optimizers that were named are put back, and can have a fixed total", async () => {
    const trainer = drive(
      torch.path,
      `${MODEL}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=30)
def scheduled():
    loss = step()
    scheduler.step()
    return loss
lr_finder.serve(scheduled, optimizer=optimizer, model=model, evaluate=lambda: float(scheduler.last_epoch))`,
    );
    await trainer.read();
    await trainer.ask({ lrf: "snapshot" });
    const seen: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      seen.push(await trainer.losses(Array.from({ length: 20 }, () => 1e-3)));
      expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(20);
      expect((await trainer.ask({ lrf: "restore" })).notRestored).toBeUndefined();
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });
});

describeWith(torch, "what cannot be meant", () => {
  const says = async (lines: string, call: string) => {
    const script = `${MODEL}\noptimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n${lines}\nlr_finder.serve(${call})`;
    const trainer = drive(torch.path, script);
    await trainer.read();
    for (let i = 0; i < 20; i++) {
      const { message } = await trainer.ask({ lrf: "step", lr: 1e-3 });
      if (message !== undefined) return message;
    }
    return (await trainer.ask({ lrf: "evaluate" })).message;
  };

  test.each([
    [
      "an optimizer that makes no updates",
      "other = torch.optim.SGD(nn.Linear(2, 2).parameters(), lr=0.1)",
      "step, optimizer=other, model=model",
      "the learning rate has no effect: give the one that makes the updates (optimizer=…)",
    ],
    [
      "an evaluation that reads the training's batches",
      "def reads(): bx, by = next(batches); return loss_of(model(bx), by)",
      "step, optimizer=optimizer, model=model, evaluate=reads",
      "`evaluate` took a batch of a Loop",
    ],
    [
      "an evaluation that trains",
      `def trains():
    loss = loss_of(model(x), y)
    loss.backward()
    optimizer.step()
    return loss`,
      "step, optimizer=optimizer, model=model, evaluate=trains",
      "it must not train",
    ],
  ])("%s is an error that says so", async (_what, lines, call, message) => {
    expect(await says(lines, call)).toContain(message);
  });
});
