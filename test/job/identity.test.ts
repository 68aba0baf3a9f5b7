import { expect, test } from "vitest";
import { note } from "../../src/contract/make-note.ts";
import { random } from "../../src/core/random.ts";
import { checkSameTrainer } from "../../src/job/identity.ts";
import {
  type Journal,
  type JournalHeader,
  resolveSweepOptions,
  runSweep,
  runTrial,
  type SweepOptions,
} from "../../src/sweep/index.ts";
import type { Trainer } from "../../src/trainer/index.ts";
import { scriptedTrainer } from "../helpers/scripted-trainer.ts";

interface Scales {
  readonly loss?: number;
  readonly heldOut?: number;
  /** How well losses repeat themselves. */
  readonly noise?: number;
}

const draws = random(3, "noise");

/** Losses of a trainer, multiplied by what stands in no file of it. */
function trainer({ loss = 1, heldOut = 1, noise = 0 }: Scales, parts: Partial<Trainer> = {}) {
  const noisy = () => 1 + noise * (draws.float() - 0.5);
  return scriptedTrainer((_lr, step) => loss * (3 - step / 1000) * noisy(), {
    evaluate: async () => heldOut * 4 * noisy(),
    ...parts,
  });
}

const options: SweepOptions = { steps: 40, evaluateEvery: 8 };

async function journalOf(made: Trainer, identity: JournalHeader["identity"]): Promise<Journal> {
  const { record } = await runSweep(made, options);
  const header: JournalHeader = {
    type: "header",
    version: 1,
    options: resolveSweepOptions(options),
    info: made.info,
    setup: {},
    ...(identity && { identity }),
  };
  return {
    header,
    finishedRuns: record.runs,
    partialRun: null,
    finishedTrials: [],
    budgetSteps: null,
  };
}

const DIGESTS = { files: { "m.mjs": "a" }, weights: "b", firstBatch: "c", heldOut: "d" };

/** What is wrong with going on as `now` with a journal of `then`; null where nothing is. */
async function refusal(then: Scales, now: Scales, identity = DIGESTS): Promise<string | null> {
  const journal = await journalOf(trainer(then), identity);
  try {
    await checkSameTrainer(trainer(now), { ...journal.header, identity }, journal, "j");
    return null;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

test.each([
  ["digests of everything", DIGESTS],
  ["no digests", {} as typeof DIGESTS],
])("losses tell what %s cannot", async (_what, identity) => {
  expect(await refusal({}, {}, identity)).toBeNull();
  expect(await refusal({}, { loss: 16 }, identity)).toContain(
    "its loss at step 0 (LR 1.0e-6) is 48 now and 3 there, and it repeats itself exactly",
  );
  expect(await refusal({}, { heldOut: 5 }, identity)).toContain(
    "its held-out loss after step 7 is 20 now and 4 there, and it repeats itself exactly",
  );
});

test("losses are compared as well as they repeat themselves", async () => {
  const noise = 1e-3;
  for (let i = 0; i < 20; i++) expect(await refusal({ noise }, { noise })).toBeNull();
  expect(await refusal({ noise }, { noise, heldOut: 2 })).toMatch(
    /its held-out loss after step 7 is (8|7\.9)\S* now and [34]\S* there, and its own repeats differ by/,
  );
  expect(await refusal({ noise }, { noise, loss: 2 })).toMatch(/its loss at step 0 .* differ by/);
});

test("losses that differ are shown with the digits that differ", async () => {
  expect(await refusal({}, { loss: 1.00004 })).toContain("is 3.0001 now and 3.0000 there");
  expect(await refusal({}, { loss: 1 + 1e-6 })).toBeNull();
});

test("an equal trainer takes as many steps as the first held-out loss needs, and is put back", async () => {
  const journal = await journalOf(trainer({}), DIGESTS);
  const now = trainer({});
  await checkSameTrainer(now, { ...journal.header, identity: DIGESTS }, journal, "j");
  expect(now.asked).toHaveLength(8);
  expect(now.state).toBe(7);
});

test("the recorded training that was evaluated first is repeated", async () => {
  const made = trainer({});
  await made.snapshot();
  const evaluated = { label: "x", steps: 20, lrAt: () => 0.1 };
  const late = await runTrial(made, evaluated);
  const early = await runTrial(made, { ...evaluated, evaluateAfter: [0, 20] });
  const journal = await journalOf(trainer({}), DIGESTS);
  const finishedTrials = [late.trial, early.trial];
  for (const runs of [journal.finishedRuns, []]) {
    const now = trainer({ heldOut: 2 });
    const of = { ...journal, finishedRuns: runs, finishedTrials };
    await expect(
      checkSameTrainer(now, { ...journal.header, identity: DIGESTS }, of, "j"),
    ).rejects.toThrow("its held-out loss before the first step is 8 now and 4 there");
    expect(new Set(now.asked)).toEqual(new Set([0.1]));
  }
});

test("a refusal says that a module is not seeded", async () => {
  const journal = await journalOf(trainer({}), DIGESTS);
  const header = { ...journal.header, identity: { ...DIGESTS, weights: "other" } };
  const warnings = [note("unseeded-draws", "…")];
  const check = (now: Trainer) => checkSameTrainer(now, header, journal, "j");
  await expect(check(trainer({}))).rejects.toThrow("the initial weights differ. One");
  await expect(check(trainer({}, { warnings }))).rejects.toThrow(
    "the initial weights differ; the module draws random numbers that --seed does not reach. One",
  );
});
