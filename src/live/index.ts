export { eventsOfRuns, eventsOfTrials, type LiveEvent } from "./collect.ts";
export { renderLive } from "./page/render-live.ts";
export { renderStudyLive, type StudyLiveSetup } from "./page/render-study.ts";
export type { LiveSetup } from "./page/setup.ts";
export type { StudyLiveEvent } from "./page/study-script.ts";
export { type LiveServer, type LiveServerOptions, startLiveServer } from "./server.ts";
