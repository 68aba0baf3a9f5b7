import { type Formula, literal } from "../formula.ts";

/** The functions that expressions may call, and pi. */
export const FUNCTIONS = ["abs", "cos", "exp", "floor", "log", "max", "min", "sqrt"] as const;

/** All expressions of a formula. */
export function expressionsOf({ lets = [], cases = [], otherwise }: Formula): string[] {
  return [...lets.map(([, text]) => text), ...cases.flat(), otherwise];
}

/** Whether a name stands in any of the formula's expressions. */
export function uses(formula: Formula, name: string): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  return expressionsOf(formula).some((text) => word.test(text));
}

/** The formula's numbers as names and literals; those that no expression uses are left out. */
export function constantLines(
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
