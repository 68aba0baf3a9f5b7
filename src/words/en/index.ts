import { loss, plan, trials } from "./charts.ts";
import { comparison } from "./comparison.ts";
import { format } from "./format.ts";
import { boot, facts, headline, live, page, tools } from "./page.ts";
import { livePage, playground, schedules, terminal } from "./pages.ts";
import { tables } from "./tables.ts";

/**
 * The words in English; their type is what every language has to fill. Functions take text that is
 * ready to be shown (numbers formatted, names cleaned); the strings hold no markup, and where they go
 * they are escaped.
 */
export const en = {
  tag: "en",
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
  said: null,
} as const;
