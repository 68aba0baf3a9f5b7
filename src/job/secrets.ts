import { createHash, randomBytes } from "node:crypto";
import { homedir } from "node:os";
import type { JournalHeader } from "../contract/index.ts";
import { note } from "../contract/make-note.ts";
import { listOf } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { createRedactor, keepsAll, type Redactor } from "../core/redact/redactor.ts";
import { isSecretValue, secrecyOf } from "../core/redact/secret-names.ts";
import { checkResult } from "../result/check-result.ts";
import type { Result } from "../result/index.ts";

/**
 * What takes the secrets of a job out of everything that it writes and says: those of the trainer's
 * command and of the environment's variables, and the way to the home folder.
 *
 * @param name of the run, which may say one too
 * @param keep all of it stays
 */
export function jobRedactor(command: unknown, name: unknown, keep = false): Redactor {
  const given = typeof command === "string" ? command : undefined;
  if (keep) return keepsAll(given);
  const texts = typeof name === "string" ? [name] : [];
  const secrets = secretsOf(process.env);
  return createRedactor({ command: given, texts, secrets, home: homedir() });
}

// What is a path or has blanks is no secret that can be looked for: it would be found in other texts.
function secretsOf(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && !/^[/~.]|\s/.test(value) && isSecretValue(secrecyOf(name), value)
      ? [value]
      : [],
  );
}

/**
 * A result as it may be shown to others, also one that an older version wrote: without secrets, unless
 * its run was told to keep them.
 */
export function shareable(result: Result): Result {
  checkResult(result);
  const { trainer, keepCommand } = result.options;
  return jobRedactor(trainer, result.name, keepCommand === true).deep(result);
}

/** Says what was taken out of a trainer's command. */
export function redactionNotes({ places }: Redactor): Note[] {
  if (places.length === 0) return [];
  const named = listOf(places, "and");
  return [
    note(
      "secrets-left-out",
      `The values of ${named} in the trainer's command are left out of report, result, journal and log (*** stands there); --keep-command keeps them.`,
      { places: [...places] },
    ),
  ];
}

type CommandDigest = NonNullable<JournalHeader["command"]>;

/** A digest that tells a command from another one, and says nothing of it: with a salt of its own. */
export function commandDigest(
  command: string,
  salt: string = randomBytes(16).toString("hex"),
): CommandDigest {
  return { salt, digest: createHash("sha256").update(`${salt}\n${command}`).digest("hex") };
}

/**
 * How a command differs from that of a journal, which may hold it as it was given (older ones do) or
 * without its secrets.
 *
 * @param command as given now
 * @returns null where it is the same
 */
export function commandDiffering(
  { setup, command: stored }: JournalHeader,
  command: string,
  redactor: Redactor,
): string | null {
  if (stored === undefined) return setup.trainer === command ? null : "trainer";
  if (commandDigest(command, stored.salt).digest === stored.digest) return null;
  const shown = redactor.keeps
    ? createRedactor({ command, home: homedir() }).command
    : redactor.command;
  return shown === setup.trainer
    ? "trainer: a value that is left out of the journal, as a secret"
    : "trainer";
}
