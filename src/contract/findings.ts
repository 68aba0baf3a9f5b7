import {
  flag,
  type Infer,
  list,
  literal,
  loss,
  nullable,
  number,
  object,
  optional,
  type Schema,
  text,
  variants,
} from "./schema.ts";

const lr = nullable(number);
const schedule = { floorLr: number, peakLr: number, since: number, length: number };
/** What is no number, as it is written: `NaN`, `Infinity`, `-Infinity`. */
const value = text;
const held = { count: number, value, heldOut: optional(text) };

/**
 * What a diagnosis may find, by its code, with the data it carries: numbers and names from which its
 * message and advice can be made in any language. Their order is that of findings of one severity. Codes and
 * fields are a contract: they are added, never renamed.
 */
export const FINDINGS = {
  diverged: variants(
    "kind",
    object({ kind: literal("non-finite"), count: number, value, lr }),
    object({ kind: literal("above-start"), start: loss, best: loss, end: loss, fell: flag, lr }),
  ),
  "held-out-lost": variants(
    "kind",
    object({ kind: literal("came-back"), ...held }),
    object({ kind: literal("stays"), ...held, lastGoodStep: nullable(number) }),
  ),
  rising: object({ best: loss, end: loss, start: loss, fell: flag, lr }),
  "over-fitting": object({
    bestStep: number,
    best: loss,
    end: loss,
    rise: loss,
    heldOutLosses: number,
    heldOut: optional(text),
  }),
  oscillating: variants(
    "kind",
    object({ kind: literal("swings"), rises: number, size: loss, lr }),
    object({ kind: literal("periodic"), periodSteps: number, size: loss, lr }),
    object({ kind: literal("unsettled"), growth: number, lr }),
  ),
  "too-slow": variants(
    "kind",
    object({ kind: literal("steady"), from: loss, to: loss, lr }),
    object({ kind: literal("still"), from: loss, to: loss, lr, losses: number }),
    object({ kind: literal("broken"), from: loss, to: loss, lr, losses: number }),
  ),
  plateau: object({ level: loss, since: number, length: number, lr, blocks: number }),
  "schedule-ended": variants(
    "kind",
    object({ kind: literal("still-falling"), ...schedule, loss }),
    object({ kind: literal("frozen"), ...schedule }),
  ),
  spike: variants(
    "kind",
    object({ kind: literal("jumps"), count: number, at: list(number), highest: loss, usual: loss }),
    object({ kind: literal("non-finite"), count: number, value, lr }),
  ),
} as const satisfies Readonly<Record<string, Schema>>;

/** What a finding is of, e.g. `diverged`, `plateau`, `over-fitting`. */
export type FindingCode = keyof typeof FINDINGS;

export type FindingData = { readonly [Code in FindingCode]: Infer<(typeof FINDINGS)[Code]> };

/** What the steps of a log count: updates, or passes over the data. */
export type StepUnit = "step" | "epoch";
