import { checkOneOf } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import type { ScheduleKind } from "../definitions.ts";
import { type LibraryDefinition, SEMANTICS } from "./define.ts";
import { hfSchedules } from "./hf.ts";
import { kerasSchedules } from "./keras.ts";
import { optaxSchedules } from "./optax.ts";
import { timmSchedules } from "./timm.ts";
import { torchSchedules } from "./torch.ts";

/** Every library's schedules, in the order of `SEMANTICS`. */
export const libraryDefinitions: readonly LibraryDefinition[] = [
  ...kerasSchedules,
  ...torchSchedules,
  ...optaxSchedules,
  ...timmSchedules,
  ...hfSchedules,
];

/** The libraries that have a schedule of this name. */
export function librariesOf(kind: ScheduleKind): LibraryDefinition[] {
  return libraryDefinitions.filter((definition) => definition.kind === kind);
}

/**
 * A library's schedule.
 *
 * @throws InputError for an unknown library, or one that has no such schedule: it names what the
 *   library has and which libraries have the schedule
 */
export function libraryDefinition(kind: ScheduleKind, semantics: unknown): LibraryDefinition {
  const library = checkOneOf("semantics", semantics, SEMANTICS);
  const own = libraryDefinitions.filter((definition) => definition.semantics === library);
  const found = own.find((definition) => definition.kind === kind);
  if (found !== undefined) return found;
  const kinds = own.map((definition) => definition.kind);
  const others = librariesOf(kind).map((definition) => definition.semantics);
  const elsewhere = others.length === 0 ? "no library has it" : `${others.join(", ")} have it`;
  throw new InputError(
    "no-such-semantics",
    `\`semantics\` ${library} has no schedule ${kind} (${elsewhere}); it has ${kinds.join(", ")}. Leave \`semantics\` out for this project's own ${kind}`,
    { data: { option: "semantics", kind, value: library, expected: kinds, others } },
  );
}
