import type { StepUnit } from "../contract/findings.ts";
import { FINDINGS, type FindingCode, type FindingData } from "../contract/findings.ts";
import { parse, type Schema } from "../contract/schema.ts";
import type { FindingSayings, Words } from "./words.ts";

/** A finding in words: what is seen, and what to do about it, first things first. */
export interface FindingText {
  readonly message: string;
  readonly advice: readonly string[];
}

/** A finding as a diagnosis has it. */
interface Found extends FindingText {
  readonly code: FindingCode;
  readonly steps: readonly [number, number];
  readonly unit?: StepUnit;
  readonly data: unknown;
}

const SCHEMAS: { readonly [Code in FindingCode]: Schema<FindingData[Code]> } = FINDINGS;

/** A finding in a language; as it was written where its data do not fit. Plain text, not yet cleaned. */
export function findingText(
  found: Found,
  { findings, diagnosis }: Pick<Words, "findings" | "diagnosis">,
): FindingText {
  const unit = diagnosis.units[found.unit ?? "step"];
  return findings === null ? found : said(found.code, found, findings, unit);
}

function said<Code extends FindingCode>(
  code: Code,
  found: Found,
  sayings: FindingSayings,
  unit: string,
): FindingText {
  const parsed = parse(SCHEMAS[code], found.data);
  return parsed.ok ? sayings[code](parsed.value, found.steps, unit) : found;
}
