import { NODE_ENGINES } from "./engines/backends.ts";
import { readPrepared } from "./module/prepared.ts";
import { replayedUpdate } from "./native-step/native-step.ts";
import type { Platform } from "./platform.ts";
import { identify } from "./state/identity.ts";

/** What trains in Node.js. */
export const NODE: Platform = {
  engines: NODE_ENGINES,
  identify,
  faster: replayedUpdate,
  readPrepared,
};
