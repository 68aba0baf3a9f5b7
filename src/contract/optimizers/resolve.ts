import { checkObject, checkOneOf, nearest, rejectOption } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import { mapValues } from "../../core/records.ts";
import type { HyperParameters, Values } from "./definition.ts";
import { isOptimizerName } from "./of.ts";
import { OPTIMIZER_NAMES, OPTIMIZERS, type OptimizerName } from "./registry.ts";

/** A name with the hyper-parameters that differ from their defaults, e.g. `{ name: "adam", beta1: 0.8 }`. */
export interface OptimizerConfig {
  /** One of {@link OPTIMIZER_NAMES}. */
  readonly name: string;
  readonly [hyperParameter: string]: number | boolean | string;
}

/** An optimizer with the value of every hyper-parameter that it has. */
export type ResolvedOptimizer<Name extends OptimizerName = OptimizerName> = {
  readonly [Each in Name]: {
    readonly name: Each;
    readonly hyperParameters: Values<(typeof OPTIMIZERS)[Each]["hyperParameters"]>;
  };
}[Name];

/**
 * An optimizer's name and complete hyper-parameters, defaults filled in. Which it has, with their
 * defaults and ranges, stands in its file of this folder.
 *
 * @throws InputError for an unknown optimizer or hyper-parameter (with the nearest name) and for a
 *   value out of its range
 */
export function resolveOptimizer(given: string | OptimizerConfig): ResolvedOptimizer {
  if (typeof given !== "string")
    checkObject("optimizer", given, "a name, or a name with hyper-parameters");
  const { name: givenName, ...rest } = typeof given === "string" ? { name: given } : given;
  const lower = typeof givenName === "string" ? givenName.toLowerCase() : givenName;
  const name = checkOneOf(
    "optimizer",
    typeof lower === "string" && isOptimizerName(lower) ? lower : givenName,
    OPTIMIZER_NAMES,
  );
  const known: HyperParameters = OPTIMIZERS[name].hyperParameters;
  for (const [key, value] of Object.entries(rest)) {
    const hyperParameter = Object.hasOwn(known, key) ? known[key] : undefined;
    if (hyperParameter === undefined) rejectUnknown(name, key, Object.keys(known));
    if (!hyperParameter.accepts(value)) {
      rejectOption(`${key} of ${name}`, hyperParameter.expected, value);
    }
  }
  const values: Readonly<Record<string, unknown>> = rest;
  const hyperParameters = mapValues(known, ({ default: value }, key) => values[key] ?? value);
  // Each is one of its own, checked above.
  return { name, hyperParameters } as ResolvedOptimizer;
}

function rejectUnknown(name: OptimizerName, key: string, known: readonly string[]): never {
  const near = nearest(key, known);
  const list = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  throw new InputError(
    "bad-option",
    `\`optimizer\` ${name} has no hyper-parameter "${key}": ${list}.${hint}`,
    { data: { option: "optimizer", optimizer: name, value: key, expected: known, nearest: near } },
  );
}
