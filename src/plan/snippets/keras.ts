import type { PlanSnippet, SchedulePlan } from "../types.ts";
import { pythonFunction } from "./python-function.ts";

/** A Keras 3 callback that sets the LR before every optimizer step. */
export function kerasSnippet(plan: SchedulePlan): PlanSnippet {
  return {
    id: "keras",
    label: "Keras",
    language: "python",
    code: `${pythonFunction(plan)}\n${USE}`,
  };
}

const USE = `

import keras


class PlannedLearningRate(keras.callbacks.Callback):
    """Sets the learning rate before every optimizer step (steps_per_execution must be 1)."""

    def on_train_begin(self, logs=None):
        # An optimizer that has trained before goes on where it stopped.
        self.step = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))

    def on_train_batch_begin(self, batch, logs=None):
        self.model.optimizer.learning_rate = learning_rate(self.step)
        self.step += 1


# model.fit(..., callbacks=[PlannedLearningRate()])
`;
