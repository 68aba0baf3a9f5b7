"""A small network on ../../datasets/spirals.csv, with Keras."""

import csv
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# In a project of yours these files lie beside the script (`lr-finder init`); here they are the repository's.
sys.path.insert(0, os.path.join(HERE, "../../src/python"))

import keras  # noqa: E402
import numpy as np  # noqa: E402

import lr_finder  # noqa: E402
import lr_finder.keras  # noqa: E402

BATCH = 32


class Batches:
    """Shuffled batches; `lr_finder.Loop` makes them endless."""

    batch_size = BATCH

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x) // BATCH

    def __iter__(self):
        order = np.random.permutation(len(self.x))
        for i in range(len(self)):
            rows = order[i * BATCH : (i + 1) * BATCH]
            yield self.x[rows], self.y[rows]


def main():
    keras.utils.set_random_seed(lr_finder.seed(0))
    with open(os.path.join(HERE, "../../datasets/spirals.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    arms = sorted({row["arm"] for row in rows})
    x = np.array([[float(row["x"]), float(row["y"])] for row in rows], "float32")
    y = np.array([arms.index(row["arm"]) for row in rows])
    order = np.random.permutation(len(x))
    test, train = order[:300], order[300:]

    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dropout(0.1),
            keras.layers.Dense(len(arms), activation="softmax"),
        ]
    )
    lr = float(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] != "fit" else 1e-3
    model.compile(keras.optimizers.Adam(lr), "sparse_categorical_crossentropy")

    def validate():
        return model.evaluate(x[test], y[test], verbose=0, return_dict=True)

    if "fit" in sys.argv:
        # A script whose loop is fit's needs one callback and nothing else.
        finder = lr_finder.keras.callback()
        held_out = (x[test], y[test])
        model.fit(
            x[train], y[train], batch_size=BATCH, epochs=30, verbose=0, validation_data=held_out, callbacks=[finder]
        )
    else:
        # A loop of your own gives a step function.
        step = lr_finder.keras.train_step(model, lr_finder.Loop(Batches(x[train], y[train])))
        lr_finder.serve(step, optimizer=model.optimizer, model=model, evaluate=validate)
        model.fit(x[train], y[train], batch_size=BATCH, epochs=30, verbose=0)
    print(f"held-out loss {validate()['loss']:.4f}")


if __name__ == "__main__":
    main()
