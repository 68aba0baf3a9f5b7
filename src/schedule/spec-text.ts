import { rejectOption } from "../core/check.ts";
import { scheduleFromFlags } from "./flags.ts";
import type { LibraryScheduleSpec } from "./library/types.ts";
import type { ScheduleSpec } from "./spec.ts";

/**
 * A schedule from one text: `cosine:peak-lr=0.1,total-steps=1000`, with the names and values of the
 * command line's flags. A list goes on until the next `name=`: `multi-step:peak=0.1,milestones=300,600,unit=step`.
 *
 * @throws InputError for a part without `=`, and as `scheduleFromFlags`; it names the text
 */
export function scheduleFromText(text: string): ScheduleSpec | LibraryScheduleSpec {
  const colon = text.indexOf(":");
  const kind = colon === -1 ? text : text.slice(0, colon);
  const rest = colon === -1 ? "" : text.slice(colon + 1);
  const texts: Record<string, string> = {};
  for (const part of rest === "" ? [] : rest.split(/,(?=\s*[a-zA-Z][a-zA-Z0-9-]*=)/)) {
    const equals = part.indexOf("=");
    if (equals < 1) {
      const expected = "NAME:OPTION=VALUE,OPTION=VALUE, e.g. cosine:peak-lr=0.1,total-steps=1000";
      return rejectOption(`schedule ${text}`, expected, part);
    }
    const name = part.slice(0, equals).trim();
    if (name in texts) return rejectOption(`schedule ${text}`, `${name} given once`, part);
    texts[name] = part.slice(equals + 1).trim();
  }
  return scheduleFromFlags(kind.trim(), texts);
}
