/** How each library is told the learning rate of a step, as code that follows the function. */

export const TFJS_USE = `
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

export const KERAS_USE = `

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

export const OPTAX_USE = `

# optimizer = optax.sgd(learning_rate)
`;

export const PYTORCH_USE = `

# scheduler = planned_scheduler(optimizer)
# for batch in batches:
#     ...
#     optimizer.step()
#     scheduler.step()  # after every optimizer step, not every epoch
`;

export const HF_USE = `

# optimizer = torch.optim.AdamW(model.parameters(), lr=BASE_LR)
# trainer = transformers.Trainer(..., optimizers=(optimizer, planned_scheduler(optimizer)))
`;
