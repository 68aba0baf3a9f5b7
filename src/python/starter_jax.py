"""A JAX and optax trainer for lr-finder. Put your model in; everything marked (yours) goes.

lr-finder run --trainer "python lr_trainer.py"
"""

import jax
import jax.numpy as jnp
import optax

import lr_finder
from lr_finder.optax import get_lr, learning_rate, set_lr

seed = lr_finder.seed(0)
key = jax.random.key(seed)

# (yours) Data: two rings.
key, a, b, c = jax.random.split(key, 4)
angles = jax.random.uniform(a, (2000,)) * 2 * jnp.pi
y = jnp.arange(2000) % 2
x = jnp.stack([jnp.cos(angles), jnp.sin(angles)], 1) * (1 + y[:, None])
x = x + jax.random.normal(b, (2000, 2)) * 0.2

# (yours) Model.
first, second = jax.random.split(c)
params = {
    "w1": jax.random.normal(first, (2, 32)),
    "b1": jnp.zeros(32),
    "w2": jax.random.normal(second, (32, 1)) / 32**0.5,
    "b2": jnp.zeros(1),
}


def losses_of(params, x, y):
    """The loss of each row."""
    hidden = jax.nn.relu(x @ params["w1"] + params["b1"])
    logits = (hidden @ params["w2"] + params["b2"])[:, 0]
    return optax.sigmoid_binary_cross_entropy(logits, y)


def loss_of(params, x, y):
    return losses_of(params, x, y).mean()


# learning_rate gives back what it is given, a number or a schedule; with the finder, the LR that it asks for.
optimizer = optax.adam(learning_rate(optax.cosine_decay_schedule(1e-2, 300)))


@jax.jit
def update(params, opt_state, x, y):
    loss, grads = jax.value_and_grad(loss_of)(params, x, y)
    updates, opt_state = optimizer.update(grads, opt_state, params)
    return optax.apply_updates(params, updates), opt_state, loss


# Everything that a step changes, the random key included.
state = {"params": params, "opt": optimizer.init(params), "key": key}


def step():
    """One update; returns the loss of its batch before the update."""
    state["key"], now = jax.random.split(state["key"])
    rows = jax.random.choice(now, 1600, (32,), replace=False)
    state["params"], state["opt"], loss = update(state["params"], state["opt"], x[rows], y[rows])
    return loss


# Arrays never change, so a copy of the references is a copy of the state.
def get_state():
    return jax.tree_util.tree_flatten(state)


def set_state(saved):
    leaves, structure = saved
    state.update(jax.tree_util.tree_unflatten(structure, leaves))


def validate():
    # Row by row, so that the finder knows how much a difference means.
    return losses_of(state["params"], x[1600:], y[1600:])


lr_finder.serve(
    step,
    evaluate=validate,
    set_lr=set_lr,
    get_lr=get_lr,
    get_state=get_state,
    set_state=set_state,
    optimizer_name="adam",
    batch_size=32,
    steps_per_epoch=50,
    parameter_count=sum(leaf.size for leaf in jax.tree_util.tree_leaves(params)),
)

# Reached only without the finder: the training itself.
for _ in range(300):
    step()
print(f"held-out loss {validate().mean():.4f}")
