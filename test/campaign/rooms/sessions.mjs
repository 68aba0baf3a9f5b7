// One session with a trainer that misbehaves: a short sweep, and then nothing may be left of it.
import { InputError, TrainerError } from "../../../dist/core/errors.js";
import { random } from "../../../dist/core/random.js";
import { runSweep } from "../../../dist/sweep/index.js";
import { createProcessTrainer } from "../../../dist/trainer/process/index.js";
import { maybe } from "../generate/chance.mjs";
import { misbehaving } from "../generate/trainers.mjs";
import { marked } from "../processes.mjs";

export async function attempt({ seed, id }) {
  const draw = random(seed, `protocol ${id}`);
  const script = misbehaving(draw);
  const mark = `campaign-${process.pid}-${id}`;
  const options = { steps: 10, repeats: maybe(draw, 0.2) ? 2 : 1, seed: draw.int(1000) };
  let trainer;
  let said = null;
  try {
    trainer = await createProcessTrainer({
      command: ["/bin/sh", "-c", script],
      env: { CAMPAIGN_MARK: mark },
      readyTimeoutMs: 1000,
      stepTimeoutMs: 500,
      closeTimeoutMs: 300,
      killGraceMs: 200,
    });
    const evaluateEvery = trainer.evaluate !== undefined && maybe(draw, 0.3) ? 3 : 0;
    const { failure } = await runSweep(trainer, { ...options, evaluateEvery });
    said = failure;
  } catch (thrown) {
    said = thrown;
  } finally {
    await trainer?.close();
  }
  const left = await marked(mark, 3000);
  for (const pid of left) process.kill(Number(pid), "SIGKILL");
  if (left.length > 0) throw new Error(`processes are left by:\n${script}`);
  if (said === null) return "ended";
  if (!(said instanceof TrainerError || said instanceof InputError)) {
    throw new Error(`${said?.stack ?? said}\nby:\n${script.slice(-1500)}`);
  }
  throw said;
}
