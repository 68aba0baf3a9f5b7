// How much slower `sample(schedule, n)` is than a loop written by hand for the same schedule.
//
//   npm run build && npm run bench:schedule [-- --steps 10000000 --rounds 5 --dist dist] [--quick]
//
// Both sides allocate their array. Rounds are interleaved and their order alternates; a figure is
// the median over rounds. All schedules share one process, so `sample` sees many functions, which
// is its worst case. The horizon of each schedule is stretched to the number of steps, and the
// values of both sides are compared first. Exit code 1 when a ratio is above 2.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { handLoops } from "./hand-loops.mjs";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "10000000" },
    rounds: { type: "string", default: "5" },
    dist: { type: "string", default: "dist" },
    quick: { type: "boolean", default: false },
  },
});
const steps = values.quick ? 10_000 : Number(values.steps);
const rounds = values.quick ? 1 : Number(values.rounds);
const module = pathToFileURL(resolve(values.dist, "schedule/index.js")).href;
const { buildSchedule, sample, scheduleDefinitions, scheduleNames } = await import(module);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

function timed(run) {
  const begin = performance.now();
  const out = run();
  return { ms: performance.now() - begin, out };
}

function sameValues(kind, ours, hand) {
  for (let t = 0; t < ours.length; t++) {
    const size = Math.max(Math.abs(ours[t]), Math.abs(hand[t]), 1e-6);
    if (Math.abs(ours[t] - hand[t]) > 1e-9 * size) {
      throw new Error(`${kind}: step ${t} is ${ours[t]}, by hand ${hand[t]}`);
    }
  }
}

console.log(`${steps} steps, median of ${rounds} interleaved rounds, Node ${process.version}`);
console.log(
  `${"schedule".padEnd(22)}${"ours".padStart(10)}${"by hand".padStart(10)}${"ratio".padStart(8)}`,
);
let worst = 0;
for (const kind of scheduleNames) {
  const options = { ...scheduleDefinitions[kind].example };
  if ("totalSteps" in options) options.totalSteps = steps;
  const schedule = buildSchedule({ kind, ...options });
  const short = Math.min(steps, 100_000);
  sameValues(kind, sample(schedule, short), handLoops[kind](options, short));
  const sides = {
    ours: () => sample(schedule, steps),
    hand: () => handLoops[kind](options, steps),
  };
  const times = { ours: [], hand: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const side of round % 2 === 0 ? ["ours", "hand"] : ["hand", "ours"]) {
      const { ms } = timed(sides[side]);
      // The first round warms up the compiler.
      if (round > 0) times[side].push(ms);
    }
  }
  const [ours, hand] = [median(times.ours), median(times.hand)];
  worst = Math.max(worst, ours / hand);
  const row = [`${ours.toFixed(0)} ms`, `${hand.toFixed(0)} ms`].map((cell) => cell.padStart(10));
  console.log(`${kind.padEnd(22)}${row.join("")}${(ours / hand).toFixed(2).padStart(8)}`);
}
console.log(`worst ratio ${worst.toFixed(2)}`);
process.exitCode = worst > 2 && !values.quick ? 1 : 0;
