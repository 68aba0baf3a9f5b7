import { expect, it } from "vitest";
import { checkSameTrainer } from "../../src/job/identity.ts";
import type { Journal, JournalHeader } from "../../src/sweep/index.ts";
import type { EngineInfo, Trainer } from "../../src/trainer/index.ts";

const wasm: EngineInfo = { name: "wasm", version: "4.22.0", why: "", features: ["simd"] };

/** What is said when a journal that was begun with one engine goes on with another. */
async function said(before: EngineInfo, after: EngineInfo) {
  const trainer = { info: { engine: after } } as unknown as Trainer;
  const header = { identity: {}, info: { engine: after } } as unknown as JournalHeader;
  const journal = {
    header: { identity: {}, info: { engine: before } },
    finishedRuns: [],
    finishedTrials: [],
  } as unknown as Journal;
  const notes = await checkSameTrainer(trainer, header, journal, "journal.jsonl");
  return notes.map(({ code, data }) => ({ code, data }));
}

it("says when a journal goes on with other arithmetic", async () => {
  expect(await said(wasm, { ...wasm, features: ["simd", "fma"] })).toEqual([
    {
      code: "resumed-arithmetic",
      data: { before: "wasm 4.22.0 (simd)", after: "wasm 4.22.0 (simd, fma)" },
    },
  ]);
});

it("says nothing where only threads differ", async () => {
  expect(await said({ ...wasm, threads: 1 }, { ...wasm, threads: 4, why: "other words" })).toEqual(
    [],
  );
});
