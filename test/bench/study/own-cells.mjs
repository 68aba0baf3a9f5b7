// The cells of our own grid (own-grid.csv), and what an LR costs in them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";

const file = fileURLToPath(new URL("own-grid.csv", import.meta.url));

export const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** Cells with the losses at log10 of their LRs, for each task and optimizer. */
export function cellsOfGrid() {
  const { data } = Papa.parse(readFileSync(file, "utf8"), { header: true, skipEmptyLines: true });
  const groups = new Map();
  for (const row of data) {
    const group = `${row.task}, ${row.optimizer}`;
    const cells = groups.get(group) ?? new Map();
    groups.set(group, cells);
    const [batch, steps, width] = [row.batch, row.steps, row.width].map(Number);
    const key = `${batch} ${steps} ${width}`;
    const cell = cells.get(key) ?? { batch, steps, width, start: Number(row.start), points: [] };
    cells.set(key, cell);
    cell.points.push([Math.log10(Number(row.lr)), Number(row.loss)]);
  }
  return groups;
}

/** Losses at an LR above the cell's lowest, as a share of its fall; 1 where training breaks. */
export function regret({ points, start }, lrLog10) {
  const finite = points.filter(([, loss]) => Number.isFinite(loss)).sort(([a], [b]) => a - b);
  const lowest = Math.min(...finite.map(([, loss]) => loss));
  const broke = points.filter(([x, loss]) => !Number.isFinite(loss) && x <= lrLog10);
  if (broke.length > 0 && lrLog10 > finite.at(-1)[0]) return 1;
  const after = finite.findIndex(([x]) => x >= lrLog10);
  const [a, b] =
    after < 0
      ? [finite.at(-1), finite.at(-1)]
      : after === 0
        ? [finite[0], finite[0]]
        : [finite[after - 1], finite[after]];
  const share = b[0] === a[0] ? 0 : (lrLog10 - a[0]) / (b[0] - a[0]);
  const loss = a[1] + share * (b[1] - a[1]);
  return Math.min(1, (loss - lowest) / (start - lowest));
}
