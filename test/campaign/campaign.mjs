// The fault campaign: whatever can go wrong while somebody works with lr-finder is done to the built
// program on purpose, thousands of times, and what was lost is counted.
// Run: npm run build && npm run campaign [-- --short] [--seed N] [--only PART,PART] [--case N]
//
// Every case follows from the seed, the part's name and the case's number, so that a case that was
// lost can be had again: `--only PART --case N`. Ends with 1 where anything was lost.
import { parseArgs } from "node:util";
import { random } from "../../dist/core/random.js";
import { PARTS } from "./parts/index.mjs";

const { values: options } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    seed: { type: "string", default: "0" },
    only: { type: "string" },
    case: { type: "string" },
  },
});
const seed = Number(options.seed);
const only = options.only?.split(",");
const unknown = only?.filter((name) => !PARTS.some((part) => part.name === name)) ?? [];
if (unknown.length > 0 || !Number.isInteger(seed)) {
  const names = PARTS.map(({ name }) => name).join(", ");
  console.error(`--seed takes an integer, --only some of: ${names}`);
  process.exit(2);
}

/** Longest that a case may take, in ms. */
const CASE_MS = 10_000;
/** Faults of a part that are printed. */
const SHOWN = 10;

const rows = [];
for (const part of PARTS) {
  if (only !== undefined && !only.includes(part.name)) continue;
  const started = performance.now();
  const row = { name: part.name, what: part.what, cases: 0, faults: [], notes: new Set() };
  const lose = (id, text) => {
    row.faults.push(`${part.name}, case ${id}: ${text}`);
    if (row.faults.length <= SHOWN) console.error(`LOST  ${row.faults.at(-1)}`);
  };
  const leftOut = part.leftOut?.();
  if (leftOut !== undefined) {
    rows.push({ ...row, seconds: 0, leftOut });
    continue;
  }
  const prepared = await part.prepare?.({ short: options.short });
  const all = Array.from(
    { length: options.short ? part.cases.short : part.cases.long },
    (_, i) => i,
  );
  const waiting = options.case === undefined ? all : [Number(options.case)];
  const worker = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      row.cases += part.perCase ?? 1;
      const draw = random(seed, `${part.name} ${id}`);
      try {
        const limit = part.caseMs ?? CASE_MS;
        for (const text of await within(limit, part.run({ id, draw, prepared }))) lose(id, text);
      } catch (error) {
        lose(id, error?.stack ?? String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: part.atOnce ?? 1 }, worker));
  for (const text of (await part.finish?.({ prepared })) ?? []) {
    if (text.startsWith("note: ")) row.notes.add(text.slice(6));
    else lose("all", text);
  }
  rows.push({ ...row, seconds: (performance.now() - started) / 1000 });
}

console.log("\npart            cases   lost  seconds  what was tried");
for (const { name, what, cases, faults, notes, seconds, leftOut } of rows) {
  const counts = `${String(cases).padStart(7)} ${String(faults.length).padStart(6)} ${seconds.toFixed(0).padStart(8)}`;
  console.log(`${name.padEnd(13)} ${counts}  ${leftOut ? `left out: ${leftOut}` : what}`);
  for (const text of notes) console.log(`${"".padEnd(38)}${text}`);
}
const lost = rows.reduce((sum, { faults }) => sum + faults.length, 0);
console.log(
  `${rows.reduce((sum, { cases }) => sum + cases, 0)} cases, ${lost} lost (seed ${seed})`,
);
process.exit(lost > 0 ? 1 : 0);

/** What a promise comes to, if it comes in time. */
async function within(ms, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`hangs: nothing after ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
