import type { Formula } from "../formula.ts";
import { constantLines, FUNCTIONS, uses } from "./print.ts";

const BUILT_IN = new Set<string>(["abs", "max", "min"]);

/** Python that defines `NAME(step)` for plain numbers, with the standard library alone. */
export function pythonFunction(formula: Formula, name: string): string {
  const fromMath = FUNCTIONS.filter((each) => !BUILT_IN.has(each) && uses(formula, each));
  const imports = [...fromMath, ...(uses(formula, "PI") ? ["pi as PI"] : [])];
  const lines = [
    ...(uses(formula, "passed") ? ["from bisect import bisect_right as passed"] : []),
    ...(imports.length > 0 ? [`from math import ${imports.join(", ")}`] : []),
    "",
    ...constantLines(formula).map(([constant, value]) => `${constant} = ${value}`),
    "",
    "",
    `def ${name}(step):`,
    `    """Value for an optimizer step, counted from 0."""`,
    ...(formula.lets ?? []).map(([part, text]) => `    ${part} = ${text}`),
    ...(formula.cases ?? []).flatMap(([condition, text]) => [
      `    if ${condition}:`,
      `        return ${text}`,
    ]),
    `    return ${formula.otherwise}`,
  ];
  return trimmed(lines);
}

/** Python that defines `learning_rate(step)` for numbers and traced arrays: no branches, only JAX. */
export function jaxFunction(formula: Formula): string {
  const renamed: Readonly<Record<string, string>> = { max: "maximum", min: "minimum" };
  const imports = [...FUNCTIONS.filter((each) => uses(formula, each))].map((each) =>
    each in renamed ? `${renamed[each]} as ${each}` : each,
  );
  if (uses(formula, "PI")) imports.push("pi as PI");
  const value = (formula.cases ?? []).reduceRight(
    (rest, [condition, text]) => `jnp.where(${condition}, ${text}, ${rest})`,
    formula.otherwise,
  );
  const lines = [
    "import jax.numpy as jnp",
    ...(imports.length > 0 ? [`from jax.numpy import ${imports.join(", ")}`] : []),
    "",
    ...constantLines(formula, (values) => `jnp.array(${values})`).map(
      ([constant, text]) => `${constant} = ${text}`,
    ),
    ...(uses(formula, "passed") ? ["", "", ...PASSED] : []),
    "",
    "",
    "def learning_rate(step):",
    `    """Value for an optimizer step, counted from 0; may be traced by jit."""`,
    ...(formula.lets ?? []).map(([part, text]) => `    ${part} = ${text}`),
    `    return ${value}`,
  ];
  return trimmed(lines);
}

const PASSED = [
  "def passed(entries, at):",
  '    return jnp.searchsorted(entries, at, side="right")',
];

/** Without empty lines at the start. */
function trimmed(lines: readonly string[]): string {
  return lines.join("\n").replace(/^\n+/, "");
}
