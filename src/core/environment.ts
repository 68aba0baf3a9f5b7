/** Who reads a variable: the command line, `install-native`, a trainer that is started, or the Python package. */
type Reader = "lr-finder" | "install-native" | "a trainer" | "Python's lr_finder";

interface Variable {
  readonly readBy: Reader;
  readonly meaning: string;
}

/**
 * Every variable of the environment that changes what happens. None is read but by its name here: what
 * is missing does not compile.
 */
export const ENVIRONMENT = {
  LR_FINDER_OPTIONS: {
    readBy: "lr-finder",
    meaning: "the options file, as `--options` says it",
  },
  LR_FINDER_LANG: {
    readBy: "lr-finder",
    meaning: "the language of reports and answers, as `--lang` says it",
  },
  LR_FINDER_QUEUE: {
    readBy: "lr-finder",
    meaning:
      "the queue of `study run --engine bullmq` and its workers, with its password: `redis://…`, `rediss://…` (TLS), `postgres://…`",
  },
  LR_FINDER_DEBUG: {
    readBy: "lr-finder",
    meaning: "`1`: errors come with where they happened",
  },
  LR_FINDER_RESOURCES: {
    readBy: "lr-finder",
    meaning: "the folder that holds the package's own files, where they were moved",
  },
  LR_FINDER_THREADS: {
    readBy: "lr-finder",
    meaning:
      "threads of the wasm engine, 1 to 64 (default: as many as there are cores, or a container leaves, at most 8); the numbers do not depend on it",
  },
  NO_COLOR: { readBy: "lr-finder", meaning: "anything: no colours" },
  FORCE_COLOR: {
    readBy: "lr-finder",
    meaning: "anything but `0`: colours elsewhere than on a terminal too",
  },
  TERM: {
    readBy: "lr-finder",
    meaning: "`dumb`: no colours; `dumb` or `linux`: charts of plain characters",
  },
  LC_ALL: {
    readBy: "lr-finder",
    meaning: "the locale; charts are drawn in Unicode where it says UTF-8",
  },
  LC_CTYPE: { readBy: "lr-finder", meaning: "the same, where `LC_ALL` is not set" },
  LANG: { readBy: "lr-finder", meaning: "the same, where neither is set" },
  BROWSER: {
    readBy: "lr-finder",
    meaning:
      "the program that `open` starts with a page, with arguments of its own (`%s` is the page); `none`: no browser",
  },
  DISPLAY: {
    readBy: "lr-finder",
    meaning: "on Linux `open` looks for a browser only where this or `WAYLAND_DISPLAY` is set",
  },
  WAYLAND_DISPLAY: { readBy: "lr-finder", meaning: "as `DISPLAY`" },
  HOME: {
    readBy: "install-native",
    meaning: "the home folder, where the system does not say another one",
  },
  XDG_CACHE_HOME: {
    readBy: "install-native",
    meaning: "where the cache folder lies (default: `~/.cache`)",
  },
  CXX: { readBy: "install-native", meaning: "the C++ compiler" },
  TFJS_NODE_BASE_URI: {
    readBy: "install-native",
    meaning: "where libtensorflow is downloaded from",
  },
  npm_config_TFJS_NODE_BASE_URI: {
    readBy: "install-native",
    meaning: "the same, from npm's settings",
  },
  TFJS_NODE_CDN_STORAGE: {
    readBy: "install-native",
    meaning: "the host that libtensorflow is downloaded from, where no `TFJS_NODE_BASE_URI` is set",
  },
  npm_config_TFJS_NODE_CDN_STORAGE: {
    readBy: "install-native",
    meaning: "the same, from npm's settings",
  },
  CDN_STORAGE: { readBy: "install-native", meaning: "the same, where neither is set" },
  TF_CPP_MIN_LOG_LEVEL: {
    readBy: "lr-finder",
    meaning: "what native TensorFlow prints; set to `2` (errors alone) where it is not set",
  },
  TF_NUM_INTEROP_THREADS: {
    readBy: "lr-finder",
    meaning:
      "threads that native TensorFlow gives the ops of a graph to; where it is not set, they run in the thread that asks",
  },
  TF_OVERRIDE_GLOBAL_THREADPOOL: {
    readBy: "lr-finder",
    meaning:
      "whether graphs of native TensorFlow have threads of their own; set to `1` while it is loaded where it is not set",
  },
  LR_FINDER_GRAPH_THREADS: {
    readBy: "lr-finder",
    meaning:
      "threads of each op of a native training step, 1 to 64 (default: one for a small step, one for each core for others)",
  },
  LR_FINDER_PROTOCOL: {
    readBy: "a trainer",
    meaning: "set while the finder drives it: the version of the protocol",
  },
  LR_FINDER_SEED: {
    readBy: "a trainer",
    meaning: "set while the finder drives it: the seed of weights, order and dropout",
  },
  LR_FINDER_COMMAND: {
    readBy: "Python's lr_finder",
    meaning: "the command that starts the finder for `lr_finder.find`",
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof ENVIRONMENT;

/** Variables by their names; others than these are not read. */
export type Environment = { readonly [Name in VariableName]?: string | undefined };

/** The value of a variable; one that is empty is as if it were not set. */
export function variable(env: Environment, name: VariableName): string | undefined {
  const value = env[name];
  return value === "" ? undefined : value;
}
