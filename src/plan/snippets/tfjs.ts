import type { PlanSnippet, SchedulePlan } from "../types.ts";
import { constants, heading } from "./parts.ts";

/** TensorFlow.js: a callback for `fit` and `fitDataset`, and a setter for loops of one's own. */
export function tfjsSnippet(plan: SchedulePlan): PlanSnippet {
  return {
    id: "tfjs",
    label: "TensorFlow.js",
    language: "javascript",
    code: `${lrFunction(plan)}\n${USE}`,
  };
}

function lrFunction(plan: SchedulePlan): string {
  const lines = [
    `// ${heading(plan)}`,
    ...constants(plan).map(([name, value]) => `const ${name} = ${value};`),
    "",
    "// Learning rate of an optimizer step, counted from 0.",
    "function learningRate(step) {",
  ];
  if (plan.per === "epoch") {
    lines.push("  step = Math.floor(step / STEPS_PER_EPOCH) * STEPS_PER_EPOCH;");
  }
  if (plan.warmupSteps > 0) {
    lines.push(
      "  if (step < WARMUP_STEPS) {",
      "    return WARMUP_START_LR + ((PEAK_LR - WARMUP_START_LR) * step) / WARMUP_STEPS;",
      "  }",
    );
  }
  if (plan.kind === "step") {
    lines.push("  return PEAK_LR * FACTOR ** MILESTONES.filter((at) => step >= at).length;");
  } else {
    const progress =
      plan.warmupSteps > 0
        ? "(step - WARMUP_STEPS) / (TOTAL_STEPS - WARMUP_STEPS)"
        : "step / TOTAL_STEPS";
    lines.push(
      `  const progress = Math.min(1, ${progress});`,
      "  return FLOOR_LR + (PEAK_LR - FLOOR_LR) * 0.5 * (1 + Math.cos(Math.PI * progress));",
    );
  }
  return [...lines, "}"].join("\n");
}

const USE = `
// SGD and Momentum keep a tensor of the learning rate, which only their setter replaces. Adam and
// the others have no setter: they read a field (protected in TypeScript) at every step.
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

// Or in a loop of your own:
// for (let step = 0; step < totalSteps; step++) {
//   setLearningRate(optimizer, learningRate(step));
//   optimizer.minimize(() => loss(nextBatch()));
// }
`;
