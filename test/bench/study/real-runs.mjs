// How far a law's LR lies above the best one, on real trainings that it has not seen.
//
//   npm run build && npm run bench:law [-- --table FILE --columns size,tokens,batch,lr,loss --draws 20] [--quick] [--check]
//
// A table of whole trainings over model size, tokens, batch size and LR. A target is a cell (a combination
// of the three) of the larger half of the sizes with the most tokens of its size, whose lowest loss is not at
// the lowest or highest LR. For each, the law and what people do instead see 6, 12 or all cells of at most an
// eighth of its compute (size x tokens), the same draws for all of them; the loss at what they say is read off
// the target's own losses, linearly in log LR, and told as a share above its lowest.
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import Papa from "papaparse";
import { endWithout, target } from "../target.mjs";

const { fitLaw } = await import("../../../dist/law/index.js");
const { random } = await import("../../../dist/core/random.js");

const own = fileURLToPath(
  new URL("../../../../shared/data/llm-pretraining-grid.csv", import.meta.url),
);
const { values: options } = parseArgs({
  options: {
    table: { type: "string", default: own },
    columns: { type: "string", default: "parameters,tokens,batch,lr,loss" },
    draws: { type: "string", default: "20" },
    wanted: { type: "string" },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
if (!existsSync(options.table)) endWithout("the table of trainings");
const draws = options.quick ? 2 : Number(options.draws);
const [sizeColumn, tokensColumn, batchColumn, lrColumn, lossColumn] = options.columns.split(",");
const isOwn = basename(options.table) === basename(own);

const { data } = Papa.parse(readFileSync(options.table, "utf8"), {
  header: true,
  skipEmptyLines: true,
});
const cells = new Map();
for (const row of data) {
  const [size, tokens, batch] = [sizeColumn, tokensColumn, batchColumn].map((c) => Number(row[c]));
  const key = `${size} ${tokens} ${batch}`;
  const cell = cells.get(key) ?? { size, tokens, batch, losses: new Map() };
  cells.set(key, cell);
  const lr = Number(row[lrColumn]);
  cell.losses.set(lr, [...(cell.losses.get(lr) ?? []), Number(row[lossColumn])]);
}
const all = [...cells.values()].map((cell) => {
  const points = [...cell.losses]
    .map(([lr, losses]) => [Math.log10(lr), losses.reduce((a, b) => a + b) / losses.length])
    .sort(([a], [b]) => a - b);
  const losses = points.map(([, loss]) => loss);
  const best = losses.indexOf(Math.min(...losses));
  return {
    ...cell,
    points,
    lowest: losses[best],
    bestLog10: points[best][0],
    atEdge: best === 0 || best === points.length - 1,
  };
});
const sizes = [...new Set(all.map(({ size }) => size))].sort((a, b) => a - b);
const larger = sizes.slice(Math.floor(sizes.length / 2));
const mostTokens = (size) =>
  Math.max(...all.filter((cell) => cell.size === size).map(({ tokens }) => tokens));
const targets = all.filter(
  (cell) => larger.includes(cell.size) && cell.tokens === mostTokens(cell.size) && !cell.atEdge,
);

/** Loss at an LR above the cell's lowest, in percent; outside of the LRs that were tried, that at their end. */
function excess({ points, lowest }, lrLog10) {
  const after = points.findIndex(([x]) => x >= lrLog10);
  const loss =
    after < 0
      ? points.at(-1)[1]
      : after === 0
        ? points[0][1]
        : points[after - 1][1] +
          ((lrLog10 - points[after - 1][0]) / (points[after][0] - points[after - 1][0])) *
            (points[after][1] - points[after - 1][1]);
  return (100 * (loss - lowest)) / Math.abs(lowest);
}

/** The parabola through a cell's lowest five LRs, for the simple rules. */
function bottom({ points, bestLog10, lowest }) {
  const best = points.findIndex(([x]) => x === bestLog10);
  const from = Math.max(0, Math.min(best - 2, points.length - 5));
  const near = points.slice(from, from + 5);
  const solution = leastSquares(
    near.map(([x]) => [1, x - bestLog10, (x - bestLog10) ** 2]),
    near.map(([, y]) => y - lowest),
  );
  const [, slope, bend] = solution;
  const at = bestLog10 - slope / (2 * bend);
  return bend > 0 && at > near[0][0] && at < near.at(-1)[0] ? at : bestLog10;
}

function leastSquares(rows, ys) {
  const n = rows[0].length;
  const a = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (_, j) =>
      rows.reduce((s, row) => s + row[i] * row[j], i === j ? 1e-9 : 0),
    ),
    rows.reduce((s, row, k) => s + row[i] * ys[k], 0),
  ]);
  for (let i = 0; i < n; i++) {
    const pivot = a
      .slice(i)
      .reduce((p, row, k) => (Math.abs(row[i]) > Math.abs(a[p][i]) ? i + k : p), i);
    [a[i], a[pivot]] = [a[pivot], a[i]];
    for (let k = 0; k < n; k++) {
      if (k === i) continue;
      const share = a[k][i] / a[i][i];
      for (let j = i; j <= n; j++) a[k][j] -= share * a[i][j];
    }
  }
  return a.map((row, i) => row[n] / row[i]);
}

const log = Math.log10;
const nearestBatch = (seen, { batch, size, tokens }) =>
  seen.reduce((a, b) => {
    const far = (cell) =>
      Math.abs(log(cell.batch / batch)) +
      1e-3 * Math.abs(log((cell.size * cell.tokens) / (size * tokens)));
    return far(b) < far(a) ? b : a;
  });
const rules = {
  "nearest batch size": (seen, at) => bottom(nearestBatch(seen, at)),
  "square root of the batch": (seen, at) => {
    const near = nearestBatch(seen, at);
    return bottom(near) + 0.5 * log(at.batch / near.batch);
  },
  "least squares, 4 terms": (seen, at) => {
    const row = ({ size, tokens, batch }) => [
      1,
      log(size) - 8.5,
      log(tokens) - 10,
      log(batch) - 2.5,
    ];
    const solution = leastSquares(seen.map(row), seen.map(bottom));
    return row(at).reduce((sum, value, i) => sum + value * solution[i], 0);
  },
  "Step Law": (_seen, { size, tokens }) => log(1.79) - 0.713 * log(size) + 0.307 * log(tokens),
  DeepSeek: (_seen, { size, tokens }) => log(0.3118) - 0.125 * log(6 * size * tokens),
  "constant 1e-3": () => -3,
  "constant 3e-4": () => log(3e-4),
};

function law(seen, { size, tokens, batch }) {
  const rows = seen.flatMap((cell) =>
    cell.points.map(([x, loss]) => ({
      factors: { size: cell.size, tokens: cell.tokens, batch: cell.batch },
      lr: 10 ** x,
      loss,
    })),
  );
  const found = fitLaw(rows, {
    factors: { size: "size", tokens: "horizon", batch: "batch" },
    at: { size, tokens, batch },
    optimizer: "adam",
  });
  if (found.status === "none")
    throw new Error(`${found.reason} for ${JSON.stringify({ size, tokens, batch })}`);
  return found;
}

const counts = [6, 12, null];
const figures = new Map();
const push = (name, count, value) => {
  const key = `${name}|${count ?? "all"}`;
  figures.set(key, [...(figures.get(key) ?? []), value]);
};
let fits = 0;
let ms = 0;
for (const cell of targets) {
  const pool = all.filter(({ size, tokens }) => size * tokens <= (cell.size * cell.tokens) / 8);
  for (const count of counts) {
    for (let draw = 0; draw < (count === null ? 1 : draws); draw++) {
      const order = pool.map((_, i) => i);
      random(draw, "law").shuffle(order);
      const seen = (count === null ? order : order.slice(0, count)).map((i) => pool[i]);
      const started = performance.now();
      const { lr, interval80 } = law(seen, cell);
      ms += performance.now() - started;
      fits++;
      const best = 10 ** cell.bestLog10;
      push("law", count, {
        cell,
        draw,
        excess: excess(cell, log(lr)),
        error: log(lr / best),
        covers: interval80[0] <= best && best <= interval80[1],
        width: log(interval80[1] / interval80[0]),
      });
      for (const [name, rule] of Object.entries(rules)) {
        push(name, count, { cell, draw, excess: excess(cell, rule(seen, cell)) });
      }
    }
  }
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  return sorted[low] + (place - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** Mean of what a rule loses to the law, with an interval by drawing targets anew. */
function pairedInterval(rule, ours) {
  const byTarget = targets.map((cell) => {
    const of = (list) =>
      mean(list.filter((each) => each.cell === cell).map(({ excess }) => excess));
    return of(rule) - of(ours);
  });
  const draw = random(1, "bootstrap");
  const means = Array.from({ length: 2000 }, () =>
    mean(byTarget.map(() => byTarget[draw.int(byTarget.length)])),
  );
  return [mean(byTarget), quantile(means, 0.025), quantile(means, 0.975)];
}

console.log(
  `${all.length} cells, ${targets.length} targets, ${draws} draws; a law in ${(ms / fits).toFixed(0)} ms`,
);
console.log(
  "loss above the best LR's in %, median / p90 / mean; what a rule loses to the law on the mean, with a 95 % interval\n",
);
for (const count of counts) {
  const label = count ?? "all";
  const ours = figures.get(`law|${label}`);
  const covers = mean(ours.map(({ covers }) => (covers ? 1 : 0)));
  const error = ours.map(({ error }) => error);
  console.log(
    `${label} cells: 80 % intervals cover ${covers.toFixed(2)}, ${mean(ours.map(({ width }) => width)).toFixed(2)} decades wide; error ${mean(error).toFixed(2)} +- ${Math.sqrt(mean(error.map((e) => (e - mean(error)) ** 2))).toFixed(2)} decades`,
  );
  for (const name of ["law", ...Object.keys(rules)]) {
    const each = figures.get(`${name}|${label}`);
    const values = each.map(({ excess }) => excess);
    const [lost, low, high] = pairedInterval(each, ours);
    const versus =
      name === "law" ? "" : `  +${lost.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
    console.log(
      `  ${name.padEnd(26)} ${quantile(values, 0.5).toFixed(3)} / ${quantile(values, 0.9).toFixed(3)} / ${mean(values).toFixed(3)}${versus}`,
    );
  }
}
const of = (count) => figures.get(`law|${count}`).map(({ excess }) => excess);
const wanted = isOwn
  ? { 6: [0.07, 0.25], 12: [0.05, 0.2], covers: [0.75, 0.9] }
  : { 12: [0.1, 0.25], covers: [0.7, 0.92] };
const covering = isOwn ? ["6", "12", "all"] : ["12"];
console.log("");
for (const count of [6, 12]) {
  if (wanted[count] === undefined) continue;
  target(`${count} cells, median`, quantile(of(count), 0.5), {
    atMost: wanted[count][0],
    unit: " %",
    digits: 3,
  });
  target(`${count} cells, p90`, quantile(of(count), 0.9), {
    atMost: wanted[count][1],
    unit: " %",
    digits: 3,
  });
}
for (const label of covering) {
  const covers = mean(figures.get(`law|${label}`).map(({ covers }) => (covers ? 1 : 0)));
  target(`80 % interval covers, ${label} cells`, covers, {
    atLeast: wanted.covers[0],
    atMost: wanted.covers[1],
  });
}
