// The words in simplified Chinese.
export { loss, plan, trials } from "./charts.ts";
export { code } from "./code.ts";
export { comparison } from "./comparison.ts";
export { findings } from "./findings.ts";
export { format } from "./format.ts";
export { law } from "./law.ts";
export { notes } from "./notes.ts";
export { boot, facts, headline, live, page, tools } from "./page.ts";
export { diagnosis, livePage, playground, schedules, studyPage, terminal } from "./pages.ts";
export { refusals } from "./refusals.ts";
export { remarks } from "./remarks.ts";
export { stops } from "./stops.ts";
export { tables } from "./tables.ts";

declare module "../words.js" {
  interface LanguageNames {
    zh: true;
  }
}

export const tag = "zh-CN";
export const direction = "ltr";
