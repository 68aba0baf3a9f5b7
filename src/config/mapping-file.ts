import { parseDocument } from "yaml";
import { PLAN_KINDS } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { checkOneOf } from "../core/check.ts";
import { InputError, messageOf } from "../core/errors.ts";
import type { Note } from "../core/note.ts";
import type { Plan, SchedulePlan } from "../plan/index.ts";
import { type ConfigEdit, type LrKey, parseLrKey } from "./edit.ts";
import { parseKeyPath } from "./key-path.ts";
import { fieldValue, hasField, SCHEDULE_FIELDS, type ScheduleField } from "./schedule-edits.ts";

/** Where a project keeps its learning rates and what its schedule is called: a file of the user's. */
export interface ScheduleMapping {
  readonly lr: readonly LrKey[];
  readonly fields: readonly MappedField[];
}

/** Where one field of a schedule goes: the field, and the key of the config. */
export interface MappedField {
  readonly field: ScheduleField;
  readonly path: string;
  /** What the config calls a kind of schedule, where it is not our name. */
  readonly names: Readonly<Partial<Record<SchedulePlan["kind"], string>>>;
}

/**
 * Reads a mapping (YAML or JSON): from `lr` (one path or several, with ratios as in
 * {@link parseLrKey}) and the fields of `scheduleEdits` to key paths. `kind` may be
 * `{key: scheduler.name, names: {cosine: CosineAnnealingLR, step: MultiStepLR}}`.
 *
 * @param file its name, for messages
 * @throws InputError `bad-mapping` with what is wrong; `bad-option` for an unknown field
 */
export function parseMappingFile(text: string, file: string): ScheduleMapping {
  const fail = (why: string, cause?: unknown): never => {
    throw new InputError(
      "bad-mapping",
      `${file} is not a mapping of a schedule: ${why}. Write lines like \`lr: optimizer.lr\` and \`warmupSteps: trainer.warmup\`.`,
      { data: { file }, cause },
    );
  };
  let content: unknown;
  try {
    const document = parseDocument(text, { maxAliasCount: 0 } as object);
    if (document.errors[0] !== undefined) throw document.errors[0];
    content = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    return fail(messageOf(cause).split("\n")[0] ?? "", cause);
  }
  if (!isRecord(content)) return fail("it is not a mapping");
  const { lr, ...rest } = content;
  const lrs = lr === undefined ? [] : Array.isArray(lr) ? lr : [lr];
  return {
    lr: lrs.map((one) =>
      typeof one === "string" ? parseLrKey(one) : fail("lr must be a key path or a list of them"),
    ),
    fields: Object.entries(rest).map(([name, value]) => {
      const field = checkOneOf<ScheduleField>("schedule field", name, SCHEDULE_FIELDS);
      const { key, names = {} } = isRecord(value) ? value : { key: value };
      if (typeof key !== "string") return fail(`${name} must be a key path`);
      parseKeyPath(key);
      if (!isRecord(names)) return fail(`the names of ${name} must be a mapping`);
      if (Object.keys(names).length > 0 && field !== "kind") fail("only `kind` has names");
      for (const [kind, called] of Object.entries(names)) {
        checkOneOf("kind", kind, PLAN_KINDS);
        if (typeof called !== "string") fail(`the name of ${kind} must be a text`);
      }
      return { field, path: key, names: names as MappedField["names"] };
    }),
  };
}

/**
 * The edits of a mapping for a plan. Fields that this kind of schedule does not have are left out
 * with a note (`field-skipped`), so that one mapping serves all kinds.
 */
export function mappingEdits(
  plan: Plan,
  { fields }: ScheduleMapping,
): { readonly edits: ConfigEdit[]; readonly notes: Note[] } {
  const { kind } = plan.schedule;
  const edits: ConfigEdit[] = [];
  const notes: Note[] = [];
  for (const { field, path, names } of fields) {
    if (hasField(kind, field)) {
      const value = field === "kind" ? { value: names[kind] ?? kind } : fieldValue(plan, field);
      edits.push({ path, ...value });
    } else {
      const message = `${path} was left as it is: a ${kind} schedule has no ${field}`;
      notes.push(note("field-skipped", message, { field, path, kind }));
    }
  }
  return { edits, notes };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
