import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { PYTHON_ENV, pythonWith } from "../helpers/python.ts";
import { Driven, drive, expectExactRestore, scriptFile } from "./driver.ts";

const jaxNeed = pythonWith("jax", "optax");
const jax = jaxNeed.path;

const LONG = 180_000;

/** A bias that learns by momentum under a warm-up, in compiled code that takes four steps at once or one. */
const SCHEDULED = `
import sys, jax, jax.numpy as jnp, optax, lr_finder
from lr_finder.optax import get_lr, learning_rate, set_lr
same = (lambda value, **_: value) if "plain" in sys.argv else learning_rate
schedule = optax.warmup_cosine_decay_schedule(0.0, 0.1, 5, 40)
optimizer = optax.chain(optax.clip_by_global_norm(1e6), optax.partition(
    {"a": optax.sgd(same(schedule)), "b": optax.adamw(same(lambda n: 0.1 * schedule(n), ratio=0.1))},
    {"a": "a", "b": "b"}))
state = {"params": {"a": jnp.zeros(()), "b": jnp.ones((3,))}}
state["opt"] = optimizer.init(state["params"])
def loss_of(params): return (params["a"] - 2) ** 2 + (params["b"] ** 2).sum()
@jax.jit
def update(params, opt):
    loss, grads = jax.value_and_grad(loss_of)(params)
    updates, opt = optimizer.update(grads, opt, params)
    return optax.apply_updates(params, updates), opt, loss
def step():
    state["params"], state["opt"], loss = update(state["params"], state["opt"])
    return loss
lr_finder.serve(step, set_lr=set_lr, get_lr=get_lr, get_state=lambda: dict(state), set_state=state.update,
    evaluate=lambda: state["params"]["a"])
for _ in range(30): step()
print(repr(jax.tree_util.tree_map(lambda v: v.tolist(), jax.tree_util.tree_leaves(state))))`;

describeWith(jaxNeed, "JAX", () => {
  test(
    "a schedule inside a transform stays as it is, and the finder sets the LR in its place",
    async () => {
      const file = scriptFile(SCHEDULED);
      const [plain, with_] = [["plain"], []].map((words) =>
        spawnSync(jax, [file, ...words], { env: PYTHON_ENV, encoding: "utf8" }),
      );
      expect(plain?.status).toBe(0);
      expect(with_?.stdout).toBe(plain?.stdout);
      const trainer = drive(jax, SCHEDULED);
      await trainer.read();
      // The schedule would begin at 0. a moves by lr (2 - a) 2.
      expect((await trainer.losses([0.25]))[0]).toBe(7);
      expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(1);
      await trainer.losses([0.5]);
      expect((await trainer.ask({ lrf: "evaluate" })).loss).toBe(2);
      await expectExactRestore(drive(jax, SCHEDULED));
    },
    LONG,
  );

  test(
    "the starter is restored bit for bit, and its LR is read back",
    async () => {
      await expectExactRestore(new Driven([jax, repoFile("src/python/starter_jax.py")]));
      const trainer = new Driven([jax, repoFile("src/python/starter_jax.py")]);
      expect((await trainer.read()).info).toMatchObject({ optimizer: "adam", parameterCount: 129 });
      expect((await trainer.ask({ lrf: "step", lr: 0.5 })).lr).toBe(0.5);
    },
    LONG,
  );
});
