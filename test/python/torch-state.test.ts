import { expect, test } from "vitest";
import { describeWith } from "../helpers/needs.ts";
import { pythonWith } from "../helpers/python.ts";
import { drive, expectExactRestore, LADDER } from "./driver.ts";
import { MODEL, serving } from "./torch-model.ts";

const pythonNeed = pythonWith("torch", "numpy");
const python = pythonNeed.path;

describeWith(pythonNeed, "the state of PyTorch", () => {
  test("models, optimizers, loops and random numbers are restored to the last bit", async () => {
    const trainer = drive(
      python,
      `${MODEL}
import hashlib
models = [model] + [copy.deepcopy(model) for _ in range(3)]
optimizers = [
    torch.optim.SGD(models[0].parameters(), lr=0.1),
    torch.optim.SGD(models[1].parameters(), lr=0.1, momentum=0.9, nesterov=True),
    torch.optim.AdamW(models[2].parameters(), lr=1e-3, amsgrad=True),
    torch.optim.RMSprop(models[3].parameters(), lr=1e-3, momentum=0.5, centered=True)]
def stepping():
    global model, optimizer
    total = 0
    for model, optimizer in zip(models, optimizers): total += step().item()
    return total
def fingerprint():
    parts = [torch.get_rng_state(), torch.from_numpy(numpy.random.get_state()[1].astype("int64"))]
    for m, o in zip(models, optimizers):
        parts += [*m.state_dict().values(), m.not_saved]
        parts += [torch.as_tensor(v) for s in o.state.values() for v in s.values() if v is not None]
        parts += [p.grad for p in m.parameters()]
    text = b"".join(repr(p.flatten().tolist()).encode() for p in parts)
    text += repr((random.getstate(), [o.param_groups[0]["lr"] for o in optimizers])).encode()
    return int(hashlib.sha256(text).hexdigest()[:12], 16)
lr_finder.serve(stepping, optimizer=optimizers, model=models, evaluate=fingerprint)`,
    );
    expect((await trainer.read()).info).toEqual({
      optimizer: "sgd",
      batchSize: 32,
      stepsPerEpoch: 4,
      parameterCount: 4 * 134,
    });
    await trainer.losses([1e-3, 1e-3]);
    await trainer.ask({ lrf: "snapshot" });
    const before = (await trainer.ask({ lrf: "evaluate" })).loss;
    const first = await trainer.losses(LADDER);
    expect((await trainer.ask({ lrf: "evaluate" })).loss).not.toBe(before);
    for (let i = 0; i < 2; i++) {
      await trainer.ask({ lrf: "restore" });
      expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(before);
      expect(await trainer.losses(LADDER)).toEqual(first);
    }
    expect(await trainer.close()).toBe(0);
  });

  test("the gradient scaler's skipped updates are reported, and its scale is restored", async () => {
    // Behaves as torch's own does on a GPU, where this machine may have none.
    const trainer = drive(
      python,
      `${MODEL}
class Scaler:
    def __init__(self): self.scale, self.good = 65536.0, 0
    def is_enabled(self): return True
    def get_scale(self): return self.scale
    def step(self, optimizer): self.bad = self.overflow; None if self.bad else optimizer.step()
    def update(self):
        self.scale *= 0.5 if self.bad else 1
    def state_dict(self): return {"scale": self.scale}
    def load_state_dict(self, state): self.scale = state["scale"]
scaler = Scaler()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
n = 0
def stepping():
    global n
    n += 1
    scaler.overflow = n in (1, 3)
    bx, by = next(batches)
    optimizer.zero_grad()
    loss = loss_of(model(bx), by)
    loss.backward()
    scaler.step(optimizer)
    scaler.update()
    return loss
lr_finder.serve(stepping, optimizer=optimizer, model=model, scaler=scaler, evaluate=lambda: scaler.scale)`,
    );
    await trainer.read();
    await trainer.ask({ lrf: "snapshot" });
    const skipped: boolean[] = [];
    for (let i = 0; i < 4; i++) {
      skipped.push((await trainer.ask({ lrf: "step", lr: 0.1 })).skipped ?? false);
    }
    expect(skipped).toEqual([true, false, true, false]);
    expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(16384);
    await trainer.ask({ lrf: "restore" });
    expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(65536);
  });

  test("optimizer state of another dtype than its parameter keeps every bit", async () => {
    const trainer = drive(
      python,
      `${MODEL}
model.bfloat16()
class Master(torch.optim.Optimizer):
    def __init__(self, parameters): super().__init__(parameters, {"lr": 0.1})
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                master = self.state[p].setdefault("master", p.detach().float())
                master -= group["lr"] * 0.01
                p.data.copy_(master)
optimizer = Master(model.parameters())
def total(): return sum(float(s["master"].double().sum()) for s in optimizer.state.values())
def stepping():
    optimizer.step()
    return total()
lr_finder.serve(stepping, optimizer=optimizer, model=model, evaluate=total)`,
    );
    await expectExactRestore(trainer);
  });

  test("evaluates in eval mode, and leaves the modes as they were", async () => {
    const trainer = drive(
      python,
      `${MODEL}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model[1].eval()
def modes(): return sum(m.training * 2 ** i for i, m in enumerate(model))
lr_finder.serve(modes, optimizer=optimizer, model=model, evaluate=modes)`,
    );
    await trainer.read();
    expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(0);
    expect(await trainer.losses([1])).toEqual([13]);
  });

  test("loaders with a generator, workers or a state of their own are put back", async () => {
    const both = serving("torch.optim.SGD(model.parameters(), lr=0.1)")
      .replace("batch_size=32, shuffle=True", "batch_size=16, shuffle=True, num_workers=1")
      .replace(
        "loss_of = ",
        `others = lr_finder.Loop(DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True, generator=torch.Generator()))
loss_of = `,
      )
      .replace(
        "bx, by = next(batches)",
        "bx, by = (torch.cat(both) for both in zip(next(batches), next(others)))",
      );
    await expectExactRestore(drive(python, both));
    const stateful = serving("torch.optim.SGD(model.parameters(), lr=0.1)").replace(
      /lr_finder\.Loop\(.*\)\n/,
      `lr_finder.Loop(Stateful())\n`,
    );
    const own = `
class Stateful:
    at = 0
    resume = None
    def __iter__(self):
        order = torch.randperm(len(x)).tolist() if self.resume is None else self.resume[0]
        self.at, self.resume = 0 if self.resume is None else self.resume[1], None
        self.order = order
        while self.at < 4:
            rows = order[self.at * 30 : self.at * 30 + 30]
            self.at += 1
            yield x[rows], y[rows]
    def state_dict(self): return {"order": self.order, "at": self.at}
    def load_state_dict(self, state): self.resume = (state["order"], state["at"])
`;
    await expectExactRestore(drive(python, stateful.replace("batches = ", `${own}\nbatches = `)));
  });

  test("what decides training beside numbers in tensors: frozen parameters, counters, what an optimizer keeps", async () => {
    const trainer = drive(
      python,
      `${MODEL}
import hashlib
class Slow(torch.optim.Optimizer):
    """Its state_dict leaves out its counter and hands out the live tensors."""
    def __init__(self, base):
        self.base, self.param_groups, self.state, self.defaults = base, base.param_groups, base.state, base.defaults
        self.count, self.slow = 0, [p.detach().clone() for g in base.param_groups for p in g["params"]]
    def zero_grad(self, set_to_none=True): self.base.zero_grad()
    def state_dict(self): return {"base": self.base.state_dict(), "slow": self.slow}
    def load_state_dict(self, state): self.base.load_state_dict(state["base"])
    def step(self, closure=None):
        self.base.step()
        self.count += 1
        if self.count % 5 == 0:
            for p, q in zip([p for g in self.param_groups for p in g["params"]], self.slow):
                q.add_(p.detach() - q, alpha=0.5); p.data.copy_(q)
class Anneal:
    def __init__(self): self.beta, self.rng = 0.0, random.Random(3)
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers, self.anneal, self.seen = model_, Anneal(), []
    def forward(self, x):
        if self.training:
            self.anneal.beta += 0.1 * self.anneal.rng.random(); self.seen.append(len(x))
        return self.layers(x) * (1 + self.anneal.beta)
model_ = model
model = Network()
model.not_saved = model_.not_saved
for p in model_[0].parameters(): p.requires_grad_(False)
optimizer = Slow(torch.optim.Adam(model.parameters(), lr=1e-3))
def thawing():
    if len(model.seen) > 6:
        for p in model_[0].parameters(): p.requires_grad_(True)
        model_[1].eval()
    return step()
def decides():
    text = repr(([p.requires_grad for p in model.parameters()], [p.grad is None for p in model.parameters()], model.seen,
        model.anneal.beta, optimizer.count, [q.tolist() for q in optimizer.slow], [m.training for m in model_]))
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)
lr_finder.serve(thawing, optimizer=optimizer, model=model, evaluate=decides)`,
    );
    await expectExactRestore(trainer);
  });
});
