import { expect, onTestFinished, test } from "vitest";
import { runSweep } from "../../../src/sweep/index.ts";
import { createParentTrainer, type ParentTrainer } from "../../../src/trainer/process/index.ts";
import { type ParentOptions, type SpeakingParent, speakingParent } from "./speaking-parent.ts";

const SWEEP = { steps: 20, startLr: 1e-3, endLr: 1, stopRule: { kind: "none" } } as const;

async function driving(
  options: ParentOptions = {},
  more: { seed?: number; stepTimeoutMs?: number } = {},
): Promise<{ parent: SpeakingParent; trainer: ParentTrainer; output: string[] }> {
  const parent = speakingParent(options);
  const output: string[] = [];
  const onOutput = (line: string) => void output.push(line);
  const trainer = await createParentTrainer({ streams: parent.streams, onOutput, ...more });
  onTestFinished(() => trainer.close());
  return { parent, trainer, output };
}

test("the process that started the finder is trained and left as it was", async () => {
  const { parent, trainer, output } = await driving();
  const before = { ...parent.state };
  const { record, failure } = await runSweep(trainer, { ...SWEEP, repeats: 2 });
  expect(failure).toBeNull();
  expect(record.runs.map(({ lrs }) => lrs.length)).toEqual([20, 20]);
  expect(record.runs[0]?.losses).not.toEqual(record.runs[1]?.losses);
  expect(parent.state).toEqual(before);
  expect(trainer.info).toMatchObject({ optimizer: "sgd", batchSize: 8, seed: 3 });
  expect(output).toEqual(["words of the trainer that are no message"]);
  await trainer.close();
  // It may speak on: the last word is the finder's, after this.
  expect(parent.asked.map(({ lrf }) => lrf)).not.toContain("close");
  expect(parent.streams.output.writable).toBe(true);
});

test("what is no stream of Node is refused", async () => {
  const { streams } = speakingParent();
  const input = { destroy() {}, async *[Symbol.asyncIterator]() {} };
  await expect(createParentTrainer({ streams: { ...streams, input } })).rejects.toMatchObject({
    code: "bad-option",
    message: expect.stringContaining("`parent`"),
  });
});

test("a seed is asked for, or is the trainer's own", async () => {
  const other = await driving({}, { seed: 9 });
  expect(other.parent.asked).toEqual([{ lrf: "reseed", id: 1, seed: 9 }]);
  expect(other.trainer.info.seed).toBe(9);
  const same = await driving({}, { seed: 3 });
  expect(same.parent.asked).toEqual([]);
  await expect(driving({ capabilities: ["restore"] }, { seed: 9 })).rejects.toMatchObject({
    code: "cannot-reseed",
  });
});

test("without `reseed` there are no repeats", async () => {
  const { trainer } = await driving({ capabilities: ["restore"] });
  await expect(runSweep(trainer, { ...SWEEP, repeats: 2 })).rejects.toMatchObject({
    code: "cannot-reseed",
  });
});

test("without `restore` it is asked for neither snapshot nor restore, and a note says so", async () => {
  const { parent, trainer } = await driving({ capabilities: ["evaluate"] });
  expect(trainer.cannotRestore).toBe(true);
  expect(trainer.warnings.map(({ code }) => code)).toEqual(["trainer-not-restored"]);
  await runSweep(trainer, SWEEP);
  expect([...new Set(parent.asked.map(({ lrf }) => lrf))]).toEqual(["step"]);
});

const FAULTS: [string, NonNullable<ParentOptions["answer"]>, string, RegExp][] = [
  [
    "is gone",
    (q, parent) => {
      if (q.id !== 7) return undefined;
      parent.leave();
      return null;
    },
    "stdout-closed",
    /is gone \(the stdin of lr-finder has ended\)/,
  ],
  [
    "hangs",
    ({ id }) => (id === 7 ? null : undefined),
    "step-timeout",
    /did not answer a step .* within 0.2 s/,
  ],
  [
    "reports an error",
    ({ id }) => (id === 7 ? '{"lrf":"error","message":"no memory"}' : undefined),
    "trainer-error",
    /no memory/,
  ],
  [
    "answers wrongly",
    ({ id }) => (id === 7 ? '{"lrf":"ok"}' : undefined),
    "wrong-answer",
    /"result" was expected/,
  ],
];

test.each(FAULTS)(
  "one that %s ends the sweep with what was recorded",
  async (_, answer, code, says) => {
    const { trainer } = await driving({ answer }, { stepTimeoutMs: 200 });
    const { record, failure } = await runSweep(trainer, SWEEP);
    expect(record.runs[0]?.losses).toHaveLength(5);
    expect(failure?.code).toBe(code);
    expect(failure?.message).toMatch(says);
    // There is no command of ours, and no stderr that we could have seen.
    expect(failure?.message).not.toMatch(/Command|stderr/);
  },
);
