export { compare } from "./compare.ts";
export { type ComparisonOptions, renderComparison } from "./render-comparison.ts";
export { comparisonCsv } from "./to-csv.ts";
export type { CompareRow, Comparison, Factor, Group } from "./types.ts";
