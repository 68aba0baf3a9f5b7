import { formatValue } from "../../core/format.ts";
import { clean, type Words } from "../../words/index.ts";

/** A point in words: `batch 1024, tokens 1e11`. */
export function pointText(
  point: Readonly<Record<string, number>>,
  { law: text, format }: Pick<Words, "law" | "format">,
): string {
  return format.list(
    Object.entries(point).map(([name, value]) => text.point(clean(name, 40), formatValue(value))),
  );
}
