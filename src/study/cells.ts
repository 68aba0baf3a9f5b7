import type { Axis, Factors } from "../contract/index.ts";
import { badStudy, type ResolvedSpec } from "./spec.ts";

/** Most tasks that a study may have. */
export const MOST_TASKS = 200_000;

/**
 * The cells of a study, in the order of its axes, the last one fastest.
 *
 * - `full`: every combination of values.
 * - `corners`: every combination of the lowest and the highest value of each axis of numbers, the cell in
 *   their middle, and that cell at two more batch sizes (a quarter and three quarters of the way), for
 *   every combination of names.
 *
 * @throws InputError `bad-study` where they would make more than {@link MOST_TASKS} tasks: nothing is made
 */
export function cellsOf(spec: Pick<ResolvedSpec, "axes" | "design" | "repeats">): Factors[] {
  const { axes, design, repeats } = spec;
  const all = Object.entries(axes).map(([name, { kind, values }]) => ({ name, kind, values }));
  const widths = all.map(({ kind, values }) =>
    design === "full" || kind === "names" ? values.length : Math.min(2, values.length),
  );
  const tasks = widths.reduce((product, width) => product * width, repeats);
  if (tasks > MOST_TASKS) {
    const factors = all.map(({ name }, i) => `${name} ${widths[i]}`).join(" x ");
    throw badStudy(
      `the study would have ${tasks.toLocaleString("en")} tasks (${factors}${repeats > 1 ? ` x repeats ${repeats}` : ""}), and ${MOST_TASKS.toLocaleString("en")} is the most: take fewer values or repeats, or the design corners`,
    );
  }
  if (design === "full") return product(all);
  const numbers = all.filter(({ kind }) => kind !== "names");
  const sorted = new Map(
    numbers.map(({ name, values }) => [name, [...values].sort((a, b) => Number(a) - Number(b))]),
  );
  const at = (name: string, share: number) => {
    const values = sorted.get(name) ?? [];
    return values[Math.round(share * (values.length - 1))] as number | string;
  };
  const ends = product(
    all.map(({ name, kind, values }) => ({
      name,
      values: kind === "names" ? values : [...new Set([at(name, 0), at(name, 1)])],
    })),
  );
  const middles = product(
    all.map(({ name, kind, values }) => ({
      name,
      values: kind === "names" ? values : [at(name, 0.5)],
    })),
  );
  const batch = numbers.find(({ kind }) => kind === "batch")?.name;
  const more =
    batch === undefined
      ? []
      : middles.flatMap((cell) =>
          [0.25, 0.75].map((share) => ({ ...cell, [batch]: at(batch, share) })),
        );
  const byText = new Map(
    [...ends, ...middles, ...more].map((cell) => [JSON.stringify(cell), cell]),
  );
  return [...byText.values()];
}

/** Every combination. */
function product(
  axes: readonly { readonly name: string; readonly values: readonly (number | string)[] }[],
): Factors[] {
  let cells: Factors[] = [{}];
  for (const { name, values } of axes) {
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
  }
  return cells;
}

/** The axis of kind batch; null where there is none. */
export function batchAxis(axes: Readonly<Record<string, Axis>>): string | null {
  return Object.keys(axes).find((name) => axes[name]?.kind === "batch") ?? null;
}

/** A cell in a few words: `batch 16, steps 400`. */
export function cellText(factors: Factors): string {
  return Object.entries(factors)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
