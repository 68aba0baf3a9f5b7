/** What `init` copies for one kind of trainer, and what it says next. */
interface Starter {
  /** One line for the help. */
  readonly summary: string;
  /** What an existing script needs, line by line. */
  readonly lines: readonly string[];
  /** What has to be installed, as pip or npm names it. */
  readonly needs: readonly string[];
}

/** A trainer in Python: the package, and a script. */
export interface PythonStarter extends Starter {
  /** Old names of adapters: files that are copied beside the package, for scripts that import them. */
  readonly helpers: readonly string[];
  /** The starter script; copied as {@link STARTER_NAME}. */
  readonly starter: string;
}

/** A trainer in Node.js: a file of its own. */
export interface NodeStarter extends Starter {
  /** The file in `src/cli/init/starters`. */
  readonly starter: string;
  /** Its name in the user's folder. */
  readonly file: string;
  /** The command that runs it. */
  readonly command: (path: string) => string;
}

/** Name of the starter script in the user's folder. */
export const STARTER_NAME = "lr_trainer.py";

/** The package that every kind needs: a folder, copied whole. */
export const CLIENT_NAME = "lr_finder";

/** What the package once was, one file; Python imports a folder of that name before it. */
export const OLD_CLIENT_NAME = "lr_finder.py";

const STEP =
  "serve(step=train_one_batch, optimizer=optimizer, model=model, evaluate=validate)  # before the training loop";

/** Packages that the starters in JavaScript import from; lr-finder brings them along. */
const TENSORFLOW = ["lr-finder", "@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"];

/** Starters in Python. */
export const PYTHON_KINDS = {
  pytorch: {
    summary: "PyTorch: a step function",
    helpers: [],
    starter: "starter_pytorch.py",
    lines: ["from lr_finder import serve", STEP],
    needs: ["torch"],
  },
  keras: {
    summary: "Keras: train_on_batch, or fit with a callback",
    helpers: ["lr_finder_keras.py"],
    starter: "starter_keras.py",
    lines: ["import lr_finder.keras", "model.fit(…, callbacks=[lr_finder.keras.callback()])"],
    needs: ["keras", "numpy"],
  },
  jax: {
    summary: "JAX and optax, or anything that sets its LR by a function",
    helpers: [],
    starter: "starter_jax.py",
    lines: [
      "from lr_finder import serve",
      "serve(step, set_lr=…, get_lr=…, get_state=…, set_state=…, evaluate=validate)  # before the training loop",
    ],
    needs: ["jax", "optax"],
  },
  plain: {
    summary: "Python alone",
    helpers: [],
    starter: "starter_plain.py",
    lines: [
      "from lr_finder import serve",
      "serve(step, get_state=…, set_state=…, evaluate=validate)  # step takes the LR and returns the loss",
    ],
    needs: [],
  },
  lightning: {
    summary: "PyTorch Lightning: a callback of the Trainer",
    helpers: ["lr_finder_lightning.py"],
    starter: "starter_lightning.py",
    lines: ["import lr_finder.lightning", "Trainer(…, callbacks=[lr_finder.lightning.callback()])"],
    needs: ["lightning"],
  },
  transformers: {
    summary: "Hugging Face Trainer: one line before trainer.train()",
    helpers: ["lr_finder_transformers.py"],
    starter: "starter_transformers.py",
    lines: ["import lr_finder.transformers", "lr_finder.transformers.serve(trainer)"],
    needs: ["transformers[torch]"],
  },
} as const satisfies Record<string, PythonStarter>;

/** Starters in JavaScript. */
export const NODE_KINDS = {
  tfjs: {
    summary: "TensorFlow.js in Node.js: a script that finds the LR and trains with it",
    starter: "tfjs.mjs",
    file: "lr_train.mjs",
    command: (path) => `node ${path}`,
    lines: [
      'import { findLearningRate, trainerFromParts } from "lr-finder";',
      "const trainer = await trainerFromParts({ model, data: { xs, ys } });  // a compiled model, before its fit",
      "const { result } = await findLearningRate(trainer, { horizon: { epochs } });",
      "await trainer.close();",
    ],
    needs: [...TENSORFLOW, "@tensorflow/tfjs-backend-cpu"],
  },
  module: {
    summary: "TensorFlow.js: a file that exports model, optimizer, loss and data, for --module",
    starter: "module.mjs",
    file: "lr_module.mjs",
    command: (path) => `lr-finder run --module ${path} --epochs 20`,
    lines: [
      'export { model, data };  // and, where the model is not compiled: optimizer ("adam"), loss',
    ],
    needs: TENSORFLOW,
  },
} as const satisfies Record<string, NodeStarter>;

/** The kinds of trainers that `init` knows. */
export const STARTER_KINDS = { ...PYTHON_KINDS, ...NODE_KINDS };

/** Name of a kind of trainer. */
export type StarterName = keyof typeof STARTER_KINDS;

/** Whether a kind is written in JavaScript. */
export function isNode(kind: StarterName): kind is keyof typeof NODE_KINDS {
  return Object.hasOwn(NODE_KINDS, kind);
}

/** All names, in the order of the help. */
export const STARTER_NAMES = Object.keys(STARTER_KINDS) as readonly StarterName[];
