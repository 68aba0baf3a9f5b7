// Whether a law finds the learning rate of the corners of our own grid (own-grid.csv, by make-own-grid.py).
//
//   npm run build && npm run bench:law-grid [-- --quick] [--check]
//
// For each task and optimizer, each of the eight corners of batch size x updates x width is left out in turn, with
// every cell that costs more than an eighth of it where the corner is a costly one (its cost: examples x width
// squared). The law, fixed rules and the nearest cell then say an LR; regret is the loss there above the corner's
// lowest (linear in log LR between what was tried), as a share of the fall from the loss before training. The
// far corner (everything at its highest) is what people want to know, and is told apart.
import { parseArgs } from "node:util";
import { target } from "../target.mjs";
import { cellsOfGrid, mean, regret } from "./own-cells.mjs";

const { fitLaw } = await import("../../../dist/law/index.js");
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const log = Math.log10;
const groups = cellsOfGrid();

const bestOf = ({ points }) => {
  const finite = points.filter(([, loss]) => Number.isFinite(loss));
  return finite.reduce((a, b) => (b[1] < a[1] ? b : a))[0];
};
const cost = ({ batch, steps, width }) => batch * steps * width * width;

const rules = {
  "best of the nearest cell": (near) => bestOf(near),
  "square root of the batch": (near, at) => bestOf(near) + 0.5 * log(at.batch / near.batch),
  "linear in the batch": (near, at) => bestOf(near) + log(at.batch / near.batch),
  "one over the width": (near, at) => bestOf(near) - log(at.width / near.width),
  "root of the batch, one over the width": (near, at) =>
    bestOf(near) + 0.5 * log(at.batch / near.batch) - log(at.width / near.width),
  "one over the root of the length": (near, at) => bestOf(near) - 0.5 * log(at.steps / near.steps),
};

const results = new Map();
const note = (name, corner, value) =>
  results.set(name, [...(results.get(name) ?? []), { corner, value }]);
const covers = [];
for (const [group, map] of groups) {
  const cells = [...map.values()];
  const range = (name) => [
    Math.min(...cells.map((c) => c[name])),
    Math.max(...cells.map((c) => c[name])),
  ];
  const [batches, lengths, widths] = ["batch", "steps", "width"].map(range);
  const corners = cells.filter(
    ({ batch, steps, width }) =>
      batches.includes(batch) && lengths.includes(steps) && widths.includes(width),
  );
  const optimizer = group.endsWith("adam") ? "adam" : "momentum";
  for (const corner of options.quick ? corners.slice(-1) : corners) {
    const { batch, steps, width } = corner;
    const cheap = cells.filter((cell) => cost(cell) <= cost(corner) / 8);
    const seen = cheap.length >= 6 ? cheap : cells.filter((cell) => cell !== corner);
    const rows = seen.flatMap((cell) =>
      cell.points.map(([x, loss]) => ({
        factors: { batch: cell.batch, steps: cell.steps, width: cell.width },
        lr: 10 ** x,
        loss,
      })),
    );
    const law = fitLaw(rows, {
      factors: { batch: "batch", steps: { kind: "horizon", unit: "updates" }, width: "size" },
      at: { batch, steps, width },
      optimizer,
    });
    const isFar = [batch, steps, width].every(
      (value, i) => value === [batches, lengths, widths][i][1],
    );
    const label = `${group}: batch ${batch}, ${steps} updates, width ${width}`;
    if (law.status === "none") {
      console.log(`${label}: ${law.reason}`);
      note("law", isFar, 1);
    } else {
      note("law", isFar, regret(corner, log(law.lr)));
      const best = bestOf(corner);
      covers.push(
        log(law.interval80[0]) - 0.0625 <= best && best <= log(law.interval80[1]) + 0.0625 ? 1 : 0,
      );
    }
    const far = (cell) =>
      Math.hypot(log(cell.batch / batch), log(cell.steps / steps), log(cell.width / width));
    const near = seen.reduce((a, b) => (far(b) < far(a) ? b : a));
    for (const [name, rule] of Object.entries(rules))
      note(name, isFar, regret(corner, rule(near, corner)));
    if (isFar) {
      const own = results.get("law").at(-1).value;
      console.log(
        `${label}: best ${(10 ** bestOf(corner)).toPrecision(2)}, law ${law.status === "found" ? law.lr : law.reason}, regret ${own.toFixed(3)}, from ${seen.length} cells`,
      );
    }
  }
}
console.log(
  `\n${groups.size} tasks with an optimizer; mean regret over all corners, and over the far ones (80 % intervals, widened by half a step of the grid, cover ${mean(covers).toFixed(2)})`,
);
const figures = [...results].map(([name, all]) => ({
  name,
  all: mean(all.map(({ value }) => value)),
  far: mean(all.filter(({ corner }) => corner).map(({ value }) => value)),
}));
for (const { name, all, far } of figures)
  console.log(`  ${name.padEnd(40)} ${all.toFixed(3)}  ${far.toFixed(3)}`);
const [law, ...others] = figures;
target("law, far corners, mean regret", law.far, { atMost: 0.05, digits: 3 });
target(
  "law over the best fixed rule, far corners",
  law.far / Math.max(1e-9, Math.min(...others.map(({ far }) => far))),
  { atMost: 1 },
);
