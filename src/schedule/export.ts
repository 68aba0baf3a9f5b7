import { checkOneOf } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { CODE_TARGETS, type CodeTarget, codeFor } from "./code/targets.ts";
import type { ScheduleSpec } from "./definitions.ts";
import type { Formula } from "./formula.ts";
import type { LibraryDefinition, LibraryScheduleSpec } from "./library/define.ts";
import { readSpec } from "./registry.ts";

/**
 * Code that gives a schedule's values in a library: TensorFlow.js (`tfjs`), `keras`, `pytorch`,
 * `optax` or Hugging Face's Trainer (`hf`). A spec with the `semantics` of that library becomes a
 * call of the library's own schedule; any other becomes its formula, so that a schedule of one
 * library can be taken to another.
 *
 * The values are those of `buildSchedule` to within 1e-9 of the peak (in JAX: as far as its float
 * type goes), for steps below 2^31.
 *
 * @throws InputError as `buildSchedule`, for an unknown target, and for a momentum, which only has a
 *   place in a learning-rate schedule's own library
 */
export function exportSchedule(
  spec: ScheduleSpec | LibraryScheduleSpec,
  target: CodeTarget,
): string {
  checkOneOf("export", target, CODE_TARGETS);
  const { definition, options } = readSpec(spec);
  if (definition.kind === "one-cycle-momentum") {
    throw new InputError(
      "no-momentum-code",
      "`export` of one-cycle-momentum must be json or csv: its values are a momentum, and the code that is written sets a learning rate",
      { data: { option: "export", kind: definition.kind, value: target } },
    );
  }
  // Also checks every value, before any of it is written into code.
  const formula = definition.formula(options);
  const { native, semantics } = definition as Partial<LibraryDefinition>;
  return codeFor(target, {
    heading: `lr-finder: ${JSON.stringify({ kind: definition.kind, ...(semantics && { semantics }), ...options })}`,
    formula,
    ...(native && semantics && { native: { semantics, call: native(options) } }),
  });
}

/**
 * A schedule as the formula that code is printed from.
 *
 * @throws InputError as `buildSchedule`
 */
export function scheduleFormula(spec: ScheduleSpec | LibraryScheduleSpec): Formula {
  const { definition, options } = readSpec(spec);
  return definition.formula(options);
}
