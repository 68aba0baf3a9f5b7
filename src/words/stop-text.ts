import { clean } from "./text.ts";
import type { Words } from "./words.ts";

/** What is known of the end of a sweep or a training; both have it. */
export interface Ended {
  readonly stopReason: string;
  /** In English, without a full stop. */
  readonly stopDetail: string;
  readonly lrs: readonly number[];
  readonly losses: readonly number[];
  /** Zero-based steps of the losses, where some were left out. @default 0, 1, … */
  readonly stepIndices?: readonly number[];
}

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
