import { clean } from "./text.ts";
import type { Ended, Words } from "./words.ts";

/** Characters of a trainer's own message that are shown. */
const MESSAGE = 300;

/**
 * Why a sweep or a training ended, as a clause without a full stop: its own `stopDetail` in
 * English; in another language made from the reason and the last step. What a trainer said in its
 * own words stays as it is.
 */
export function stopText(ended: Ended, { said }: Pick<Words, "said">): string {
  const detail = clean(ended.stopDetail, MESSAGE);
  if (said === null || !Object.hasOwn(said.stops, ended.stopReason)) return detail;
  return said.stops[ended.stopReason]?.(ended, detail) ?? detail;
}

/** What a training was for, in a language. */
export function trialLabel(label: string, { said }: Pick<Words, "said">): string {
  return said === null ? label : said.trial(label);
}
