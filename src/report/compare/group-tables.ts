import { formatLr } from "../../core/format.ts";
import { capital, count, lossText } from "../../words/text.ts";
import type { Column, Table } from "../view/types.ts";
import { valueText } from "./factors.ts";
import type { Comparison } from "./types.ts";
import type { CompareWords } from "./words.ts";

/** Settings by which results are grouped on the page; the JSON holds all of them. */
const MOST_GROUPS = 4;

/** A table for each setting that puts results together: how its values compare. */
export function groupTables(comparison: Comparison, words: CompareWords): Table[] {
  const { factors, groups, comparable } = comparison;
  return factors
    .filter(({ name }) => Object.hasOwn(groups, name))
    .slice(0, MOST_GROUPS)
    .map(({ name, title, numeric }, i) => {
      const shown = words.groupColumns.slice(0, comparable.losses ? 6 : 5);
      const columns: Column[] = [
        { label: capital(title), numeric },
        ...shown.map((label) => ({ label, numeric: true })),
      ];
      return {
        id: `group-${i}`,
        title: words.groupTitle(title),
        caption: words.groupCaption(title),
        columns,
        rows: (groups[name] ?? []).map((group) => [
          valueText(name, group.value),
          count(group.rows.length),
          words.groupFound(group),
          group.lr ? formatLr(group.lr.median) : "–",
          group.lr ? formatLr(group.lr.low) : "–",
          group.lr ? formatLr(group.lr.high) : "–",
          ...(comparable.losses ? [lossText(group.lowestLoss)] : []),
        ]),
        folded: false,
      };
    });
}
