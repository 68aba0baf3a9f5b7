export { type CompareRow, type Comparison, compare, type Group } from "./compare.ts";
export type { Factor } from "./factors.ts";
export { type ComparisonOptions, renderComparison } from "./render-comparison.ts";
export { comparisonCsv } from "./to-csv.ts";
