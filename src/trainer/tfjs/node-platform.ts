import { NODE_ENGINES } from "./engines/backends.ts";
import * as tf from "./lib/core.ts";
import { readPrepared } from "./module/prepared.ts";
import { replayedUpdate } from "./native-step/native-step.ts";
import type { Platform } from "./platform.ts";
import { identify } from "./state/identity.ts";
import { repeatedKernels } from "./wasm-step/wasm-step.ts";

/** What trains in Node.js. */
export const NODE: Platform = {
  engines: NODE_ENGINES,
  identify,
  faster: (...given) => (tf.getBackend() === "wasm" ? repeatedKernels : replayedUpdate)(...given),
  readPrepared,
};
