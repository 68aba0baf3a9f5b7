import type { CodeComments } from "../../contract/index.ts";
import { type Formula, literal } from "../formula.ts";

/** The functions that expressions may call, and pi. */
const FUNCTIONS = ["abs", "cos", "exp", "floor", "log", "max", "min", "sqrt"] as const;

/** All expressions of a formula. */
function expressionsOf({ lets = [], cases = [], otherwise }: Formula): string[] {
  return [...lets.map(([, text]) => text), ...cases.flat(), otherwise];
}

/** Whether a name stands in any of the formula's expressions. */
export function uses(formula: Formula, name: string): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  return expressionsOf(formula).some((text) => word.test(text));
}

/** The formula's numbers as names and literals; those that no expression uses are left out. */
function constantLines(
  formula: Formula,
  list: (values: string) => string = (values) => values,
): [name: string, value: string][] {
  return Object.entries(formula.constants)
    .filter(([name]) => uses(formula, name))
    .map(([name, value]) => {
      const whole = /(STEPS?|STARTS)$/.test(name);
      if (typeof value === "number") return [name, literal(value, whole)];
      return [name, list(`[${value.map((item) => literal(item, whole)).join(", ")}]`)];
    });
}

/** JavaScript that defines `learningRate(step)`; needs nothing but the language. */
export function javascriptFunction(formula: Formula, comments: CodeComments): string {
  const names = ["PI", ...FUNCTIONS].filter((name) => uses(formula, name));
  const constants = constantLines(formula).map(([name, value]) => `const ${name} = ${value};`);
  const lines = [
    ...(names.length > 0 ? [`const { ${names.join(", ")} } = Math;`] : []),
    ...constants,
    ...(uses(formula, "passed") ? [JAVASCRIPT_PASSED] : []),
    ...(names.length + constants.length > 0 ? [""] : []),
    `// ${comments.learningRate}`,
    "function learningRate(step) {",
    ...(formula.lets ?? []).map(([name, text]) => `  const ${name} = ${text};`),
    ...(formula.cases ?? []).map(([condition, text]) => `  if (${condition}) return ${text};`),
    `  return ${formula.otherwise};`,
    "}",
  ];
  return lines.join("\n");
}

const JAVASCRIPT_PASSED =
  "const passed = (list, at) => list.filter((entry) => entry <= at).length;";

const BUILT_IN = new Set<string>(["abs", "max", "min"]);

/** Python that defines `NAME(step)` for plain numbers, with the standard library alone. */
export function pythonFunction(formula: Formula, name: string, comments: CodeComments): string {
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
    `    """${comments.value}"""`,
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
export function jaxFunction(formula: Formula, comments: CodeComments): string {
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
    ...(uses(formula, "passed") ? ["", "", ...JAX_PASSED] : []),
    "",
    "",
    "def learning_rate(step):",
    `    """${comments.traced}"""`,
    ...(formula.lets ?? []).map(([part, text]) => `    ${part} = ${text}`),
    `    return ${value}`,
  ];
  return trimmed(lines);
}

const JAX_PASSED = [
  "def passed(entries, at):",
  '    return jnp.searchsorted(entries, at, side="right")',
];

/** Without empty lines at the start. */
function trimmed(lines: readonly string[]): string {
  return lines.join("\n").replace(/^\n+/, "");
}
