import type { Translation } from "../words.ts";
import { loss, plan, trials } from "./charts.ts";
import { comparison } from "./comparison.ts";
import { format } from "./format.ts";
import { notes } from "./notes.ts";
import { boot, facts, headline, live, page, tools } from "./page.ts";
import { livePage, playground, schedules, terminal } from "./pages.ts";
import { stops } from "./stops.ts";
import { tables } from "./tables.ts";

/** The words in simplified Chinese. */
export const zh: Translation = {
  tag: "zh-CN",
  direction: "ltr",
  format,
  boot,
  page,
  tools,
  live,
  headline,
  facts,
  loss,
  plan,
  trials,
  tables,
  comparison,
  playground,
  livePage,
  schedules,
  terminal,
  said: { notes, stops },
};
