// The fault campaign: whatever can go wrong while somebody works with lr-finder is done to the built
// program on purpose, thousands of times, and what was lost is counted.
// Run: npm run build && npm run campaign [-- --short] [--seed N] [--only PART,PART] [--case N] [--keep]
//
// Every case follows from the seed, the part's name and the case's number, so that a case that was
// lost can be had again: `--only PART --case N`; with `--keep` its files stay. `--only files` means
// all parts whose names begin with `files-`. Ends with 1 where anything was lost.
//
// A part is an object: name, what (is tried), cases { short, long } or a function of what `prepare`
// gives, atOnce, caseMs, leftOut (why it cannot be tried here), prepare, run and finish. `run` gives
// the faults of one case, or { faults, tried } where a case tries many things; `finish` gives more
// faults, and what begins with `note: ` goes below the part's row.
import { parseArgs } from "node:util";
import { random } from "../../dist/core/random.js";
import { keepWork } from "./jobs.mjs";
import { PARTS } from "./parts/index.mjs";

const { values: options } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    seed: { type: "string", default: "0" },
    only: { type: "string" },
    case: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const seed = Number(options.seed);
const only = options.only?.split(",");
const isOf = (asked) => (part) => part.name === asked || part.name.startsWith(`${asked}-`);
const unknown = only?.filter((name) => !PARTS.some(isOf(name))) ?? [];
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
  if (only !== undefined && !only.some((name) => isOf(name)(part))) continue;
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
  const cases = typeof part.cases === "function" ? part.cases(prepared) : part.cases;
  const all = Array.from({ length: options.short ? cases.short : cases.long }, (_, i) => i);
  const waiting = options.case === undefined ? all : [Number(options.case)];
  const worker = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      row.cases += 1;
      const draw = random(seed, `${part.name} ${id}`);
      try {
        const limit = part.caseMs ?? CASE_MS;
        const asked = { id, seed, draw, prepared, short: options.short };
        const done = await within(limit, part.run(asked));
        const { faults, tried } = Array.isArray(done) ? { faults: done, tried: 1 } : done;
        row.cases += tried - 1;
        for (const text of faults) lose(id, text);
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
  const seconds = (performance.now() - started) / 1000;
  rows.push({ ...row, seconds });
  console.error(
    `${part.name}: ${row.cases} cases, ${row.faults.length} lost, ${seconds.toFixed(0)} s`,
  );
}

if (options.keep) keepWork();
console.log("\npart                cases   lost  seconds  what was tried");
for (const { name, what, cases, faults, notes, seconds, leftOut } of rows) {
  const counts = `${String(cases).padStart(7)} ${String(faults.length).padStart(6)} ${seconds.toFixed(0).padStart(8)}`;
  console.log(`${name.padEnd(17)} ${counts}  ${leftOut ? `left out: ${leftOut}` : what}`);
  for (const text of notes) console.log(`${"".padEnd(42)}${text}`);
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
