import { type Environment, type VariableName, variable } from "../../../core/environment.ts";
import { InputError, messageOf } from "../../../core/errors.ts";

/** The environment variable that names the queue, so that its password stands in no command line. */
export const QUEUE_VARIABLE = "LR_FINDER_QUEUE" satisfies VariableName;

export type QueueServer = "Redis" | "PostgreSQL";

const SERVERS: Readonly<Record<string, QueueServer>> = {
  "redis:": "Redis",
  "rediss:": "Redis",
  "postgres:": "PostgreSQL",
  "postgresql:": "PostgreSQL",
};

/** Where a queue is. */
export interface QueueAddress {
  readonly server: QueueServer;
  /** Holds the password. */
  readonly url: string;
  /** What was thrown as words, without anything of the address that is secret. */
  wordsOf(thrown: unknown): string;
}

/**
 * @param given `--queue`; undefined: the environment says
 * @throws InputError where there is none, or it cannot be read; never with the address in it
 */
export function queueAddress(
  given: string | undefined,
  env: Environment = process.env,
): QueueAddress {
  const url = given ?? variable(env, QUEUE_VARIABLE) ?? "";
  const from = given === undefined ? `the environment variable ${QUEUE_VARIABLE}` : "`queue`";
  if (url === "") {
    throw new InputError(
      "bad-option",
      `the engine bullmq needs the address of its queue: set ${QUEUE_VARIABLE}, or give \`queue\` (redis://HOST, rediss://HOST or postgres://HOST/DATABASE)`,
      { data: { option: "queue" } },
    );
  }
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const server = parsed === null ? undefined : SERVERS[parsed.protocol];
  if (parsed === null || server === undefined) {
    throw new InputError(
      "bad-option",
      `${from} is no address of a queue: expected redis://, rediss:// (TLS), postgres:// or postgresql://; signs such as @, / and # in a password are written as in addresses (%40, %2F, %23)`,
      { data: { option: "queue" } },
    );
  }
  const secrets = secretsOf(parsed, url);
  return {
    server,
    url,
    wordsOf(thrown) {
      let words = reasonOf(thrown);
      for (const secret of secrets) words = words.replaceAll(secret, "***");
      return words;
    },
  };
}

/** Longest first, so that none is left in part. */
function secretsOf(parsed: URL, url: string): string[] {
  const { username, password, searchParams } = parsed;
  const words = [
    password,
    searchParams.get("password") ?? "",
    searchParams.get("sslpassword") ?? "",
  ];
  const plain = words.flatMap((word) => [word, decoded(word), encodeURIComponent(decoded(word))]);
  const all = [url, parsed.href, `${username}:${password}`, ...plain];
  return [...new Set(all)]
    .filter((word) => word !== "" && word !== ":")
    .sort((a, b) => b.length - a.length);
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** Systems that try several addresses of a host say nothing but the code. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === "") {
    return [...new Set(thrown.errors.map(messageOf))].join(", ");
  }
  const { code } = thrown as { code?: unknown };
  const words = messageOf(thrown).trim();
  return words === "" ? String(code ?? "no reason was given") : words;
}
