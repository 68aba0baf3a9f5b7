import type { VariableName } from "../core/environment.ts";

const THREADS: VariableName = "LR_FINDER_GRAPH_THREADS";
/** More than one byte of the protocol buffer holds would not be one thread for each core any more. */
const MOST_THREADS = 64;

/**
 * Compiled into the binding before its own sources: the session of a graph gets as many threads for each
 * op as the variable says while it is opened. The binding itself opens all with libtensorflow's defaults.
 *
 * The bytes are a `ConfigProto`: field 2 is `intra_op_parallelism_threads`.
 *
 * Source: tensorflow/core/protobuf/config.proto; tensorflow/c/c_api.h, `TF_SetConfig`
 */
export const GRAPH_THREADS_HEADER = `#include <cstdlib>
#include "tensorflow/c/c_api.h"

inline TF_SessionOptions *SessionOptionsWithThreads() {
  TF_SessionOptions *options = TF_NewSessionOptions();
  const char *value = std::getenv("${THREADS}");
  const int threads = value == nullptr ? 0 : std::atoi(value);
  if (threads < 1 || threads > ${MOST_THREADS}) return options;
  const unsigned char config[] = {0x10, static_cast<unsigned char>(threads)};
  TF_Status *status = TF_NewStatus();
  TF_SetConfig(options, config, sizeof(config), status);
  TF_DeleteStatus(status);
  return options;
}

#define TF_NewSessionOptions SessionOptionsWithThreads
`;

/**
 * Loads libtensorflow such that a session may have threads of its own, which it decides when it is loaded.
 *
 * Source: tensorflow/core/common_runtime/local_device.cc
 */
export function withOwnThreadPools<T>(load: () => T): T {
  return withVariables({ TF_OVERRIDE_GLOBAL_THREADPOOL: "1" }, load);
}

/**
 * Opens a graph whose ops run in the thread that asks for them, unless the user says otherwise: handing a
 * small step to libtensorflow's pool and back costs as much as its arithmetic. libtensorflow reads that
 * when the first graph of a process is opened.
 *
 * Source: tensorflow/core/common_runtime/direct_session.cc, `run_in_caller_thread_`
 *
 * @param threads of each op, from 1 to 64; null: one for each core. Only builds of our own heed it
 */
export function withGraphThreads<T>(threads: number | null, open: () => T): T {
  const wanted = threads === null ? {} : { [THREADS]: String(threads) };
  return withVariables({ TF_NUM_INTEROP_THREADS: "-1", ...wanted }, open);
}

/** Sets those variables that the user has not set, for as long as `run` takes. */
function withVariables<T>(values: { readonly [Name in VariableName]?: string }, run: () => T): T {
  const names = Object.keys(values) as VariableName[];
  const unset = names.filter((known) => process.env[known] === undefined);
  for (const known of unset) process.env[known] = values[known];
  try {
    return run();
  } finally {
    for (const known of unset) delete process.env[known];
  }
}
