/** Who reads a variable: the command line itself, `install-native`, or a trainer that is started. */
export type EnvironmentReader = "lr-finder" | "install-native" | "a trainer" | "Python's lr_finder";

/** A variable of the environment, for the reference page. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly readBy: EnvironmentReader;
  readonly meaning: string;
}

/** Every variable that changes what happens. */
export const ENVIRONMENT: readonly EnvironmentVariable[] = [
  {
    name: "LR_FINDER_DEBUG",
    readBy: "lr-finder",
    meaning: "`1`: errors come with where they happened",
  },
  {
    name: "LR_FINDER_RESOURCES",
    readBy: "lr-finder",
    meaning: "the folder that holds the package's own files, where they were moved",
  },
  {
    name: "LR_FINDER_QUEUE",
    readBy: "lr-finder",
    meaning:
      "the queue of `study run --engine bullmq` and its workers, with its password: `redis://…`, `rediss://…` (TLS), `postgres://…`",
  },
  {
    name: "LR_FINDER_THREADS",
    readBy: "lr-finder",
    meaning:
      "threads of the wasm engine, 1 to 64 (default: as many as there are cores, at most 8); the numbers do not depend on it",
  },
  { name: "NO_COLOR", readBy: "lr-finder", meaning: "anything: no colours" },
  {
    name: "FORCE_COLOR",
    readBy: "lr-finder",
    meaning: "anything but `0`: colours elsewhere than on a terminal too",
  },
  {
    name: "XDG_CACHE_HOME",
    readBy: "install-native",
    meaning: "where the cache folder lies (default: `~/.cache`)",
  },
  { name: "CXX", readBy: "install-native", meaning: "the C++ compiler" },
  {
    name: "TFJS_NODE_BASE_URI",
    readBy: "install-native",
    meaning: "where libtensorflow is downloaded from",
  },
  {
    name: "LR_FINDER_PROTOCOL",
    readBy: "a trainer",
    meaning: "set while the finder drives it: the version of the protocol",
  },
  {
    name: "LR_FINDER_SEED",
    readBy: "a trainer",
    meaning: "set while the finder drives it: the seed of weights, order and dropout",
  },
  {
    name: "LR_FINDER_COMMAND",
    readBy: "Python's lr_finder",
    meaning: "the command that starts the finder for `lr_finder.find`",
  },
];
