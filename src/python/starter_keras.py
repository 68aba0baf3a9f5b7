"""A Keras trainer for lr-finder. Put your model in; everything marked (yours) goes.

lr-finder run --trainer "python lr_trainer.py"
"""

import keras
import numpy as np

import lr_finder
import lr_finder.keras

# Before the model is made: the finder compares runs that begin with the same weights.
keras.utils.set_random_seed(lr_finder.seed(0))

# (yours) Data: two rings.
angles = np.random.rand(2000) * 2 * np.pi
y = np.arange(2000) % 2
x = np.stack([np.cos(angles), np.sin(angles)], 1) * (1 + y[:, None]) + np.random.randn(2000, 2) * 0.2
x = x.astype("float32")

# (yours) Model and optimizer.
model = keras.Sequential(
    [keras.Input((2,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
)
model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")


class Batches:
    """Shuffled batches of the training rows."""

    batch_size = 32

    def __len__(self):
        return 1600 // self.batch_size

    def __iter__(self):
        order = np.random.permutation(1600)
        for i in range(len(self)):
            rows = order[i * self.batch_size : (i + 1) * self.batch_size]
            yield x[rows], y[rows]


def validate():
    return model.evaluate(x[1600:], y[1600:], verbose=0, return_dict=True)


lr_finder.serve(
    # Batches without end, that the finder can put back to where they were.
    step=lr_finder.keras.train_step(model, lr_finder.Loop(Batches())),
    optimizer=model.optimizer,
    model=model,
    evaluate=validate,
)

# Reached only without the finder: the training itself.
model.fit(x[:1600], y[:1600], batch_size=32, epochs=5, verbose=0)
print(f"held-out loss {validate()['loss']:.4f}")
