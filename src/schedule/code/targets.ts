import { CODE_COMMENTS, type CodeComments } from "../../contract/index.ts";
import { checkOneOf, isObject, rejectOption } from "../../core/check.ts";
import { type Formula, literal } from "../formula.ts";
import type { NativeCall, Semantics } from "../library/define.ts";
import { javascriptFunction, jaxFunction, pythonFunction } from "./functions.ts";

/** Libraries that code is written for. */
export const CODE_TARGETS = ["tfjs", "keras", "pytorch", "optax", "hf"] as const;

/** A library for which the code of a schedule is written: one of {@link CODE_TARGETS}. */
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
 * the same values, otherwise the formula. It holds numbers, the heading and the comments, and no other text.
 *
 * @param comments @default in English
 */
export function codeFor(
  target: CodeTarget,
  source: CodeSource,
  comments: CodeComments = CODE_COMMENTS,
): string {
  checkOneOf("target", target, CODE_TARGETS);
  if (!isObject(source)) rejectOption("source", "`{ heading, formula }`", source);
  const native = source.native?.semantics === OWN[target] ? source.native?.call : undefined;
  const parts =
    native === undefined
      ? byFormula(target, source, comments)
      : byCall(target, source, native, comments);
  const mark = target === "tfjs" ? "//" : "#";
  return `${mark} ${source.heading}\n${parts}`;
}

function byFormula(target: CodeTarget, { formula }: CodeSource, comments: CodeComments): string {
  switch (target) {
    case "tfjs":
      return `${javascriptFunction(formula, comments)}\n${tfjsUse(comments)}`;
    case "keras":
      return `${pythonFunction(formula, "learning_rate", comments)}\n${kerasUse(comments)}`;
    case "optax":
      return `${jaxFunction(formula, comments)}\n${OPTAX_USE}`;
    case "pytorch":
    case "hf":
      return `${pythonFunction(formula, "learning_rate", comments)}\n${lambdaLr(formula.peak, comments)}${useOf(target, comments)}`;
  }
}

function byCall(
  target: CodeTarget,
  { formula }: CodeSource,
  call: NativeCall,
  comments: CodeComments,
): string {
  if (target === "keras") {
    return `import keras\n\nlearning_rate = keras.optimizers.schedules.${callText(call)}\n# optimizer = keras.optimizers.SGD(learning_rate=learning_rate)\n`;
  }
  if (target === "optax") {
    return `import optax\n\nlearning_rate = optax.${callText(call)}\n# optimizer = optax.sgd(learning_rate)\n`;
  }
  return `from ${call.module} import ${call.name}

BASE_LR = ${literal(formula.peak)}


def planned_scheduler(optimizer):
    """${comments.optimizer}"""
    return ${callText(call, ["optimizer"])}
${useOf(target, comments)}`;
}

function useOf(target: CodeTarget, comments: CodeComments): string {
  return target === "hf" ? HF_USE : pytorchUse(comments);
}

function lambdaLr(peak: number, comments: CodeComments): string {
  return `

from torch.optim.lr_scheduler import LambdaLR

BASE_LR = ${literal(peak)}


def planned_scheduler(optimizer):
    """${comments.optimizer}"""
    return LambdaLR(optimizer, lambda step: learning_rate(step) / BASE_LR)
`;
}

/** `name(a=1, b=2)` in Python, `first` arguments without a keyword before them. */
function callText(call: NativeCall, first: readonly string[] = []): string {
  const named = Object.entries(call.arguments).map(([name, value]) => `${name}=${value}`);
  const inner = [...first, ...named].join(", ");
  if (inner.length <= 80) return `${call.name}(${inner})`;
  return `${call.name}(\n${[...first, ...named].map((each) => `        ${each},\n`).join("")}    )`;
}

/** How each library is told the learning rate of a step, as code that follows the function. */

const tfjsUse = ({ setters, ownLoop }: CodeComments) => `
${setters.map((line) => `// ${line}`).join("\n")}
function setLearningRate(optimizer, lr) {
  if (typeof optimizer.setLearningRate === "function") optimizer.setLearningRate(lr);
  else optimizer.learningRate = lr;
}

// await model.fit(xs, ys, { callbacks: learningRateCallback(model) });
function learningRateCallback(model, firstStep = 0) {
  let step = firstStep;
  return {
    onBatchBegin: async () => {
      setLearningRate(model.optimizer, learningRate(step));
      step += 1;
    },
  };
}

// ${ownLoop}
// for (let step = 0; step < totalSteps; step++) {
//   setLearningRate(optimizer, learningRate(step));
//   optimizer.minimize(() => loss(nextBatch()));
// }
`;

const kerasUse = ({ callback, goesOn }: CodeComments) => `

import keras


class PlannedLearningRate(keras.callbacks.Callback):
    """${callback}"""

    def on_train_begin(self, logs=None):
        # ${goesOn}
        self.step = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))

    def on_train_batch_begin(self, batch, logs=None):
        self.model.optimizer.learning_rate = learning_rate(self.step)
        self.step += 1


# model.fit(..., callbacks=[PlannedLearningRate()])
`;

const OPTAX_USE = `

# optimizer = optax.sgd(learning_rate)
`;

const pytorchUse = ({ everyStep }: CodeComments) => `

# scheduler = planned_scheduler(optimizer)
# for batch in batches:
#     ...
#     optimizer.step()
#     scheduler.step()  # ${everyStep}
`;

const HF_USE = `

# optimizer = torch.optim.AdamW(model.parameters(), lr=BASE_LR)
# trainer = transformers.Trainer(..., optimizers=(optimizer, planned_scheduler(optimizer)))
`;
