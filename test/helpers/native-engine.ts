import { nativeStatus } from "../../src/native/index.ts";
import type { Need } from "./needs.ts";

/** An installed native engine. */
export const nativeEngine: Need = {
  what: "the native engine: `lr-finder install-native`",
  isThere: (await nativeStatus()).usable,
};
