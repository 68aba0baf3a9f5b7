// Notes as the code really writes them, with their English sentences: of scenes, searches and logs.

import type { Note } from "../../src/core/note.ts";
import { parseLog, sweepFromLog } from "../../src/logs/index.ts";
import { findLearningRate, type SearchRequest } from "../../src/search/index.ts";
import { createSyntheticTrainer } from "../../src/trainer/synthetic/index.ts";
import type { Trainer } from "../../src/trainer/types.ts";
import { sweepCsv } from "../logs/support.ts";
import { SCENES } from "../report/fixtures.ts";

/** Every note in a document, however deep. */
function notesIn(value: unknown): Note[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  const { code, message, data } = value as Partial<Note>;
  const self =
    typeof code === "string" && typeof message === "string" && typeof data === "object"
      ? [value as Note]
      : [];
  return [...self, ...Object.values(value).flatMap(notesIn)];
}

/** As they are written now. */
export async function writtenNotes(): Promise<Note[]> {
  const scenes = Object.values(SCENES).map((scene) => scene());
  const horizon = { totalSteps: 40 };
  const requests: readonly [Trainer, SearchRequest][] = [
    [small(), { horizon, budget: 900, verify: { steps: 20 } }],
    [small({ reseeds: false }), { horizon, budget: 900 }],
    [small({ evaluates: false }), { horizon, budget: 900, verify: { steps: 20 } }],
    [small(), { horizon, budget: "standard", for: "best" }],
    [small(), { horizon, budget: "quick" }],
    [small(), { budget: "thorough", horizon: { totalSteps: 4000, schedule: "step" } }],
    [small(), { horizon, strategy: "ladder" }],
    [createSyntheticTrainer("flat", { heldOutRows: 100 }), { horizon, budget: 900 }],
    [createSyntheticTrainer("falling", { heldOutRows: 100 }), { horizon, budget: 300 }],
  ];
  const results = [];
  for (const [trainer, request] of requests) {
    results.push((await findLearningRate(trainer, request)).result);
  }
  const lines = sweepCsv().trim().split("\n");
  const two = lines.map((line, i) =>
    i === 0 ? `${line},val_loss,eval_loss` : `${line},${2 + i / 100},${2.5 + i / 100}`,
  );
  return notesIn([
    ...scenes,
    ...results,
    sweepFromLog(parseLog(two.join("\n"), "two.csv")).warnings,
  ]);
}

function small({ evaluates = true, reseeds = true } = {}): Trainer {
  const inner = createSyntheticTrainer("noisy-valley", { heldOutRows: 40 });
  const { evaluate, reseed, ...rest } = inner;
  return {
    ...rest,
    info: { ...inner.info, batchSize: 32, parameterCount: 1e8 },
    ...(evaluates && evaluate && { evaluate }),
    ...(reseeds && reseed && { reseed }),
  };
}
