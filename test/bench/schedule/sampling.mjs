// How much slower `sample(schedule, n)` is than a loop written by hand for the same schedule.
//
//   npm run build && npm run bench:schedule [-- --steps 10000000 --rounds 3 --dist dist] [--quick] [--check]
//       [--only PART-OF-A-NAME]
//
// Every schedule, every library's own, and the compositions. Both sides allocate their array. Rounds
// are interleaved and their order alternates; a figure is the median over rounds of processor time,
// which other programs on the machine change little. All schedules share one process and each is
// built and sampled with other options before, so `sample` sees many functions, which is its worst
// case. The horizon of each schedule is stretched to the number of steps, and the values of both
// sides are compared first.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { target } from "../target.mjs";
import { compositionLoops } from "./composition-loops.mjs";
import { handLoops } from "./hand-loops.mjs";
import { libraryLoops } from "./library-loops.mjs";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "10000000" },
    rounds: { type: "string", default: "3" },
    dist: { type: "string", default: "dist" },
    only: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const steps = values.quick ? 100_000 : Number(values.steps);
const rounds = Number(values.rounds);
const module = pathToFileURL(resolve(values.dist, "schedule/index.js")).href;
const room = await import(module);
const { buildSchedule, libraryDefinitions, sample, scheduleDefinitions, scheduleNames } = room;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

function sameValues(name, ours, hand) {
  for (let t = 0; t < ours.length; t++) {
    const size = Math.max(Math.abs(ours[t]), Math.abs(hand[t]), 1e-6);
    if (!(Math.abs(ours[t] - hand[t]) <= 1e-9 * size)) {
      throw new Error(`${name}: step ${t} is ${ours[t]}, by hand ${hand[t]}`);
    }
  }
}

const rows = [
  ...scheduleNames.map((kind) => {
    const optionsOf = (n) => {
      const { example } = scheduleDefinitions[kind];
      return { ...example, ...("totalSteps" in example && { totalSteps: n }) };
    };
    return {
      name: kind,
      make: (n) => buildSchedule({ kind, ...optionsOf(n) }),
      loop: (n, count) => handLoops[kind](optionsOf(n), count),
    };
  }),
  ...libraryLoops.map(({ semantics, kind, loop, stretch }) => {
    const own = (each) => each.semantics === semantics && each.kind === kind;
    const { example } = libraryDefinitions.find(own);
    const optionsOf = (n) => ({ ...example, ...stretch(n) });
    return {
      name: `${semantics} ${kind}`,
      make: (n) => buildSchedule({ kind, semantics, ...optionsOf(n) }),
      loop: (n, count) => loop(optionsOf(n), count),
    };
  }),
  ...compositionLoops.map(({ name, make, loop }) => {
    return { name, make: (n) => make(room, n), loop };
  }),
];

function measure({ name, make, loop }) {
  const short = Math.min(steps, 100_000);
  sameValues(name, sample(make(short), short), loop(short, short));
  for (const n of [1000, 2000]) sample(make(n), n);
  const schedule = make(steps);
  const sides = { ours: () => sample(schedule, steps), hand: () => loop(steps, steps) };
  const times = { ours: [], hand: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const side of round % 2 === 0 ? ["ours", "hand"] : ["hand", "ours"]) {
      const begin = process.cpuUsage();
      sides[side]();
      const { user, system } = process.cpuUsage(begin);
      // The first round warms up the compiler.
      if (round > 0) times[side].push((user + system) / 1000);
    }
  }
  return [median(times.ours), median(times.hand)];
}

const line = (name, ...cells) =>
  console.log(`${name.padEnd(26)}${cells.map((cell) => cell.padStart(10)).join("")}`);
console.log(`${steps} steps, median of ${rounds} interleaved rounds, Node ${process.version}`);
line("schedule", "ours", "by hand", "ratio");
let worst = 0;
for (const row of rows.filter(({ name }) => name.includes(values.only))) {
  const [ours, hand] = measure(row);
  worst = Math.max(worst, ours / hand);
  line(row.name, `${ours.toFixed(0)} ms`, `${hand.toFixed(0)} ms`, (ours / hand).toFixed(2));
}
target("the slowest against its loop by hand", worst, { atMost: 2, unit: "x" });
