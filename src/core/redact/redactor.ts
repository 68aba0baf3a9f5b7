import { InputError, LrFinderError, TrainerError } from "../errors.ts";
import { isTelling, redactCommand, redactText } from "./secrets.ts";

/** Takes secrets, and the way to the home folder, out of what others may read. */
export interface Redactor {
  /** Whether it takes nothing out. */
  readonly keeps: boolean;
  /** The command that it was made for, without its secrets. */
  readonly command: string;
  /** Where secrets were taken out of the command: names of options, variables and fields, `URL`, `token`. */
  readonly places: readonly string[];
  /** A text: the command, secrets of it that stand alone, known tokens, logins of URLs; `~` for the home folder. */
  text(text: string): string;
  /**
   * A value of plain data, with every string in it as `text` gives it; keys stay. What holds nothing to take
   * out is the same object, not a copy.
   */
  deep<T>(value: T): T;
  /** An error of the same class, with its message, data and causes as `deep` gives them. */
  error<T>(thrown: T): T;
}

/** What a redactor knows. */
export interface RedactorFacts {
  /** The command of a trainer, as given. @default none */
  readonly command?: string | undefined;
  /** Other texts of the user's, e.g. a name, of which settings named like a secret are taken out. */
  readonly texts?: readonly string[] | undefined;
  /** Secrets from elsewhere, e.g. values of environment variables. */
  readonly secrets?: readonly string[] | undefined;
  /** The home folder; none is shortened where it is left out or a root. */
  readonly home?: string | undefined;
}

/** A redactor that takes nothing out. */
export function keepsAll(command = ""): Redactor {
  return { keeps: true, command, places: [], text: same, deep: same, error: same };
}

function same<T>(value: T): T {
  return value;
}

/** A redactor of a job. */
export function createRedactor(facts: RedactorFacts): Redactor {
  const { command = "", texts = [], secrets = [], home } = facts;
  const redacted = redactCommand(command);
  const others = texts.map((of) => ({ of, ...redactCommand(of) }));
  const whole = [{ of: command, ...redacted }, ...others].filter(
    ({ secrets }) => secrets.length > 0,
  );
  // The longest first: one may be a part of another.
  const known = [...new Set([...whole.flatMap(({ secrets }) => secrets), ...secrets])]
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter((secret, i, all) => isTelling(secret) && all.indexOf(secret) === i)
    .sort((a, b) => b.length - a.length);
  const atHome = homePattern(home);
  const text = (from: string): string => {
    let clean = from;
    for (const { of, text } of whole) clean = clean.replaceAll(of, text);
    clean = redactText(clean, known);
    return atHome === null ? clean : clean.replace(atHome, "~");
  };
  const deep = <T>(value: T): T => deepText(value, text) as T;
  return {
    keeps: false,
    command: text(redacted.text),
    places: redacted.places,
    text,
    deep,
    error: (thrown) => cleanError(thrown, text) as typeof thrown,
  };
}

function homePattern(home: string | undefined): RegExp | null {
  const path = home?.replace(/[\\/]+$/, "") ?? "";
  if (path === "" || /^[A-Za-z]:$/.test(path)) return null;
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(
    `(?<![\\w.~/\\\\-]|file:/)${escaped}(?![\\w.-])|(?<=file://)${escaped}(?![\\w.-])`,
    "g",
  );
}

function deepText(value: unknown, text: (from: string) => string): unknown {
  if (typeof value === "string") return text(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    // Series of a million losses.
    if (typeof value[0] === "number") return value;
    const items = value.map((item) => deepText(item, text));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) return value;
  const entries = Object.entries(value);
  const clean = entries.map(([key, item]) => [key, deepText(item, text)] as const);
  const isChanged = clean.some(([, item], i) => item !== entries[i]?.[1]);
  return isChanged ? Object.fromEntries(clean) : value;
}

const MAX_CAUSES = 5;

function cleanError(thrown: unknown, text: (from: string) => string, depth = 0): unknown {
  if (!(thrown instanceof Error)) return typeof thrown === "string" ? text(thrown) : thrown;
  const message = text(thrown.message);
  const cause = depth < MAX_CAUSES ? cleanError(thrown.cause, text, depth + 1) : undefined;
  const known = thrown instanceof LrFinderError;
  const data = known ? deepText(thrown.data, text) : undefined;
  const isClean =
    message === thrown.message && cause === thrown.cause && (!known || data === thrown.data);
  if (isClean) return thrown;
  const clean = known
    ? new (kindOf(thrown))(thrown.code, message, {
        data: data as Record<string, unknown>,
        ...(cause !== undefined && { cause }),
      })
    : new Error(message, cause === undefined ? undefined : { cause });
  if (thrown.stack !== undefined) clean.stack = text(thrown.stack);
  return clean;
}

function kindOf(error: LrFinderError): typeof LrFinderError {
  if (error instanceof InputError) return InputError;
  return error instanceof TrainerError ? TrainerError : LrFinderError;
}
