export { type Analysis, type Analyst, analyst } from "./analyst.ts";
export { condense, MOST_POINTS } from "./condense.ts";
export { type Recording, recordingOf, type Settings, settingsOf } from "./recording.ts";
