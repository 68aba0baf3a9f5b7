import type { Formula } from "../formula.ts";
import { literal } from "../formula.ts";
import type { NativeCall, Semantics } from "../library/types.ts";
import { javascriptFunction } from "./javascript.ts";
import { callText } from "./native.ts";
import { jaxFunction, pythonFunction } from "./python.ts";
import { HF_USE, KERAS_USE, OPTAX_USE, PYTORCH_USE, TFJS_USE } from "./use.ts";

/** Libraries that code is written for. */
export const CODE_TARGETS = ["tfjs", "keras", "pytorch", "optax", "hf"] as const;

export type CodeTarget = (typeof CODE_TARGETS)[number];

/** What code is made from. */
export interface CodeSource {
  /** One line that says what it is. */
  readonly heading: string;
  readonly formula: Formula;
  /** A library's own schedule with these values, used where the code is for that library. */
  readonly native?: { readonly semantics: Semantics; readonly call: NativeCall };
}

/** Whose own schedules a target's code can call. */
const OWN: Readonly<Record<CodeTarget, Semantics | null>> = {
  tfjs: null,
  keras: "keras",
  pytorch: "torch",
  optax: "optax",
  hf: "hf",
};

/**
 * Code that trains with a schedule in a library: a call of the library's own schedule where it has
 * the same values, otherwise the formula. It holds numbers and the heading, and no other text.
 */
export function codeFor(target: CodeTarget, source: CodeSource): string {
  const native = source.native?.semantics === OWN[target] ? source.native?.call : undefined;
  const parts = native === undefined ? byFormula(target, source) : byCall(target, source, native);
  const mark = target === "tfjs" ? "//" : "#";
  return `${mark} ${source.heading}\n${parts}`;
}

function byFormula(target: CodeTarget, { formula }: CodeSource): string {
  switch (target) {
    case "tfjs":
      return `${javascriptFunction(formula)}\n${TFJS_USE}`;
    case "keras":
      return `${pythonFunction(formula, "learning_rate")}\n${KERAS_USE}`;
    case "optax":
      return `${jaxFunction(formula)}\n${OPTAX_USE}`;
    case "pytorch":
    case "hf":
      return `${pythonFunction(formula, "learning_rate")}\n${lambdaLr(formula.peak)}${useOf(target)}`;
  }
}

function byCall(target: CodeTarget, { formula }: CodeSource, call: NativeCall): string {
  if (target === "keras") {
    return `import keras\n\nlearning_rate = keras.optimizers.schedules.${callText(call)}\n# optimizer = keras.optimizers.SGD(learning_rate=learning_rate)\n`;
  }
  if (target === "optax") {
    return `import optax\n\nlearning_rate = optax.${callText(call)}\n# optimizer = optax.sgd(learning_rate)\n`;
  }
  return `from ${call.module} import ${call.name}

BASE_LR = ${literal(formula.peak)}


def planned_scheduler(optimizer):
    """For an optimizer that was made with lr=BASE_LR."""
    return ${callText(call, ["optimizer"])}
${useOf(target)}`;
}

function useOf(target: CodeTarget): string {
  return target === "hf" ? HF_USE : PYTORCH_USE;
}

function lambdaLr(peak: number): string {
  return `

from torch.optim.lr_scheduler import LambdaLR

BASE_LR = ${literal(peak)}


def planned_scheduler(optimizer):
    """For an optimizer that was made with lr=BASE_LR."""
    return LambdaLR(optimizer, lambda step: learning_rate(step) / BASE_LR)
`;
}
