import type { Formula } from "../formula.ts";
import { constantLines, FUNCTIONS, uses } from "./print.ts";

/** JavaScript that defines `learningRate(step)`; needs nothing but the language. */
export function javascriptFunction(formula: Formula): string {
  const names = ["PI", ...FUNCTIONS].filter((name) => uses(formula, name));
  const constants = constantLines(formula).map(([name, value]) => `const ${name} = ${value};`);
  const lines = [
    ...(names.length > 0 ? [`const { ${names.join(", ")} } = Math;`] : []),
    ...constants,
    ...(uses(formula, "passed") ? [PASSED] : []),
    ...(names.length + constants.length > 0 ? [""] : []),
    "// Learning rate of an optimizer step, counted from 0.",
    "function learningRate(step) {",
    ...(formula.lets ?? []).map(([name, text]) => `  const ${name} = ${text};`),
    ...(formula.cases ?? []).map(([condition, text]) => `  if (${condition}) return ${text};`),
    `  return ${formula.otherwise};`,
    "}",
  ];
  return lines.join("\n");
}

const PASSED = "const passed = (list, at) => list.filter((entry) => entry <= at).length;";
