// The words in English; their types are what every language has to fill. Functions take text that is
// ready to be shown (numbers formatted, names cleaned); the strings hold no markup, and where they go
// they are escaped. An export is a section: a page carries those that its own code uses.
export { CODE_COMMENTS as code } from "../../contract/index.ts";
export { loss, plan, trials } from "./charts.ts";
export { comparison } from "./comparison.ts";
export { format } from "./format.ts";
export { law } from "./law.ts";
export { boot, facts, headline, live, page, tools } from "./page.ts";
export { diagnosis, livePage, playground, schedules, studyPage, terminal } from "./pages.ts";
export { tables } from "./tables.ts";

declare module "../words.js" {
  interface LanguageNames {
    en: true;
  }
}

export const tag = "en";
export const direction = "ltr";
// Results, journals and errors say it in English.
export const remarks = null;
export const notes = null;
export const findings = null;
export const stops = null;
export const refusals = null;
