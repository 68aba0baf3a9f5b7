import { clean, type Words } from "../../words/index.ts";

/** A point in words: `batch 1024, tokens 1e11`. */
export function pointText(
  point: Readonly<Record<string, number>>,
  { law: text, format }: Pick<Words, "law" | "format">,
): string {
  return format.list(
    Object.entries(point).map(([name, value]) => text.point(clean(name, 40), valueText(value))),
  );
}

/** A value of a factor, in four digits. */
export function valueText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  const short = Number(value.toPrecision(4));
  return Math.abs(short) >= 1e-3 && Math.abs(short) < 1e7
    ? String(short)
    : short.toExponential().replace("e+", "e");
}
