import { expect, test } from "vitest";
import { describeWith } from "../helpers/needs.ts";
import { pythonWith } from "../helpers/python.ts";
import { Driven, drive, scriptFile } from "./driver.ts";
import { serving } from "./torch-model.ts";

const pythonNeed = pythonWith("torch", "numpy");
const python = pythonNeed.path;

describeWith(pythonNeed, "ranks of torch.distributed", () => {
  test("ranks: the first one speaks, all follow, losses are means over ranks", async () => {
    const train = scriptFile(`
import os, torch, torch.distributed as dist, lr_finder
from torch import nn
dist.init_process_group("gloo")
rank = dist.get_rank()
lr_finder.seed()
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset
data = TensorDataset(torch.arange(64.0).reshape(64, 1))
batches = lr_finder.Loop(DataLoader(data, batch_size=8, sampler=DistributedSampler(data)))
model = nn.Linear(1, 1)
net = nn.parallel.DistributedDataParallel(model)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
def step():
    (x,) = next(batches)
    print("print of rank", rank, flush=True)
    optimizer.zero_grad()
    loss = ((net(x / 64) - x / 32) ** 2).mean() + optimizer.param_groups[0]["lr"] * 100 * rank
    if loss > 1000 and rank == 1: raise ValueError("fault of one rank")
    loss.backward()
    optimizer.step()
    return loss.detach()
# Every rank must have been given the same LR and have the same weights: the spread is 0.
def spread():
    mine = torch.cat([p.detach().flatten() for p in model.parameters()])
    low, high = mine.clone(), mine.clone()
    dist.all_reduce(low, dist.ReduceOp.MIN); dist.all_reduce(high, dist.ReduceOp.MAX)
    return float((high - low).abs().max()) + rank
lr_finder.serve(step, optimizer=optimizer, model=net, evaluate=spread, batch_size=8)`);
    // What torchrun does: the same environment, stdin and stdout for all.
    const launcher = scriptFile(`
import os, socket, subprocess, sys
with socket.socket() as s:
    s.bind(("127.0.0.1", 0)); port = str(s.getsockname()[1])
env = {**os.environ, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": "2"}
ranks = [subprocess.Popen([sys.executable, ${JSON.stringify(train)}], env={**env, "RANK": str(r)}) for r in (0, 1)]
while all(r.poll() is None for r in ranks):
    try: ranks[1].wait(0.05)
    except subprocess.TimeoutExpired: pass
if ranks[1].poll(): ranks[0].terminate()
codes = [r.wait() for r in ranks]
sys.exit(max(abs(c) for c in codes))`);
    const trainer = new Driven([python, launcher]);
    const ready = await trainer.read();
    expect(ready.info).toMatchObject({ batchSize: 16, stepsPerEpoch: 4 });
    await trainer.ask({ lrf: "snapshot" });
    const lrs = [1e-3, 2e-3, 4e-3, 8e-3, 1e-2, 2e-2];
    const first = await trainer.losses(lrs);
    // Rank 1 adds 100 times the LR, the mean half of that.
    expect((first[5] as number) - 1).toBeGreaterThan(0);
    expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(0.5);
    await trainer.ask({ lrf: "restore" });
    expect(await trainer.losses(lrs)).toEqual(first);
    expect(trainer.output.join("")).toBe("");
    expect(trainer.errors).toContain("print of rank 1");
    trainer.send('{"lrf":"step","id":99,"lr":50}');
    // Rank 0 waits for the other in a collective call meanwhile, and does not hear of it there.
    const { lrf, message } = await trainer.read();
    expect({ lrf, message }).toEqual({
      lrf: "error",
      message: expect.stringMatching(
        /^rank 1: ValueError: fault of one rank \(train\.py, line \d+, in step\)/,
      ),
    });
    await trainer.ended;
    expect(trainer.errors).toContain("ValueError: fault of one rank");
  });

  test("ranks without a process group are told what is missing", async () => {
    const trainer = drive(python, serving("torch.optim.SGD(model.parameters(), lr=0.1)"), {
      WORLD_SIZE: "2",
      RANK: "0",
    });
    expect(await trainer.ended).toBe(1);
    expect(trainer.errors).toContain("call torch.distributed.init_process_group before serve");
  });
});
