export { type Analyst, analyst, isRuleName } from "./analyst.ts";
export { condense, MOST_POINTS } from "./condense.ts";
export { recordingOf, settingsOf } from "./recording.ts";
export type { Analysis, Recording, Settings } from "./types.ts";
