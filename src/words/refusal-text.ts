import { Refusal, type RefusalCode } from "../contract/refusals.ts";
import { messageOf } from "../core/errors.ts";
import type { RefusalTexts, Words } from "./words.ts";

/**
 * Why something cannot be used, in a language; the message of anything else that was thrown. Plain
 * text, not yet cleaned.
 */
export function refusalText(thrown: unknown, { refusals }: Pick<Words, "refusals">): string {
  if (refusals === null || !(thrown instanceof Refusal)) return messageOf(thrown);
  const text = said(thrown, refusals);
  return thrown.run === null ? text : `${thrown.run}：${text}`;
}

function said<Code extends RefusalCode>(
  { code, data }: Refusal<Code>,
  refusals: RefusalTexts<Code>,
): string {
  return refusals[code](data);
}
