import type { Stop, StopCode, Trial } from "../contract/index.ts";
import { formatLr } from "../core/format.ts";
import { clean } from "./text.ts";
import type { StopTexts, Words } from "./words.ts";

/** Characters of a trainer's own message that are shown. */
const MESSAGE = 300;

/**
 * Why a sweep or a training ended, as a clause without a full stop. Its own English words stand where
 * there are no others for it (documents of other versions).
 */
export function stopText(
  { stop, stopDetail }: Pick<Trial, "stop" | "stopDetail">,
  { stops }: Pick<Words, "stops">,
): string {
  const text = stops === null || stop === undefined ? stopDetail : textOf(stop, stops);
  return clean(text, MESSAGE);
}

function textOf<Code extends StopCode>(
  stop: Extract<Stop, { code: Code }>,
  stops: StopTexts<Code>,
): string {
  return stops[stop.code](stop);
}

/** What a training was for: in the words of a language, or by the name or highest LR that it has. */
export function trialText(
  { purpose, label, peakLr }: Pick<Trial, "purpose" | "label" | "peakLr">,
  { trials }: Pick<Words, "trials">,
): string {
  if (purpose !== undefined) return trials.purpose(purpose);
  return label === "" ? formatLr(peakLr) : label;
}
