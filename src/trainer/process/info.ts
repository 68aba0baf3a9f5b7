import { noHeldOutNote } from "../../contract/held-out-notes.ts";
import { note } from "../../contract/make-note.ts";
import { UNKNOWN_OPTIMIZER } from "../../contract/trainer.ts";
import type { Note } from "../../core/note.ts";
import type { Redactor } from "../../core/redact/redactor.ts";
import type { TrainerInfo } from "../types.ts";
import { type OkMessage, PROTOCOL_VERSION, type ReadyInfo } from "./messages.ts";

/** What stands in for facts that a trainer does not tell. Each comes with a warning. */
const ASSUMED = {
  optimizer: UNKNOWN_OPTIMIZER,
  batchSize: 1,
  stepsPerEpoch: 100,
  parameterCount: 0,
} as const;

/**
 * The info of an external trainer, complete.
 *
 * @param command that trains; null for the process that started this one
 */
export function trainerInfo(info: ReadyInfo, command: string | null, seed: number): TrainerInfo {
  const by =
    command === null ? "by the process that started lr-finder" : `by the command: ${command}`;
  const why = `the training is done ${by}`;
  return {
    optimizer: info.optimizer ?? ASSUMED.optimizer,
    batchSize: info.batchSize ?? ASSUMED.batchSize,
    stepsPerEpoch: info.stepsPerEpoch ?? ASSUMED.stepsPerEpoch,
    parameterCount: info.parameterCount ?? ASSUMED.parameterCount,
    engine: {
      name: "process",
      version: `protocol ${PROTOCOL_VERSION}`,
      why,
      whyNote: note("engine-outside", why, command === null ? {} : { command }),
    },
    seed,
  };
}

/** What training changed and `restore` did not put back, by the trainer's own account. */
export function notRestoredNote(found: NonNullable<OkMessage["notRestored"]>): Note {
  const names = found.map(({ name }) => name);
  const said = found.map(({ name, kind }) => (kind === undefined ? name : `${name} (${kind})`));
  const them = names.length === 1 ? "it" : "them";
  const later = found.some((each) => each.later === true);
  return note(
    "state-not-named",
    `Training changes ${said.join(", ")}, and \`restore\` does not put ${them} back, since nobody named ${them}: where a step or an evaluation reads ${them}, trainings that are compared do not start alike. In Python: also=[${names.join(", ")}], each an object with state_dict and load_state_dict, tensors, or a pair (get, set) of functions.`,
    { names, kinds: found.map(({ kind }) => kind ?? ""), ...(later && { later }) },
  );
}

/** Adds to the warnings what a restore left as training had made it, each name once. */
export function unnamedWarner(warnings: Note[], redactor: Redactor): (answer: OkMessage) => void {
  const heard = new Set<string>();
  return ({ notRestored = [] }) => {
    const said = notRestored.map(({ name, kind, later }) => ({
      ...(later !== undefined && { later }),
      name: redactor.text(name),
      ...(kind !== undefined && { kind: redactor.text(kind) }),
    }));
    const fresh = said.filter(({ name }) => !heard.has(name));
    if (fresh.length === 0) return;
    for (const { name } of fresh) heard.add(name);
    warnings.push(notRestoredNote(fresh));
  };
}

/** What a user should know about a trainer that leaves something out. */
export function trainerWarnings(
  info: ReadyInfo,
  capabilities: readonly string[],
  from: "protocol" | "parent" = "protocol",
): Note[] {
  const missing = (Object.keys(ASSUMED) as (keyof typeof ASSUMED)[]).filter(
    (name) => info[name] === undefined,
  );
  const warnings: Note[] = [];
  if (missing.length > 0) {
    const assumed = missing.map((name) => `${name} (${ASSUMED[name]} is assumed)`);
    warnings.push(
      note(
        "trainer-info-missing",
        `The trainer does not say its ${assumed.join(", ")}: add it to the \`info\` of its ready message.`,
        { missing },
      ),
    );
  }
  if (!capabilities.includes("evaluate")) {
    warnings.push(noHeldOutNote(from, "no-evaluate"));
  }
  if (!capabilities.includes("restore")) {
    warnings.push(
      note(
        "trainer-restarts",
        "The trainer cannot restore a state: it is started again with the same seed where the initial state is needed.",
      ),
    );
  }
  return warnings;
}
