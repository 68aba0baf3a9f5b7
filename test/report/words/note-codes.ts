import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SRC = new URL("../../../src/", import.meta.url).pathname;

/** A place in the sources that writes notes: their codes and the text of the file. */
export interface NoteSource {
  readonly file: string;
  readonly codes: readonly string[];
  readonly text: string;
}

/**
 * What stands where a code is expected and is not a plain string, by file: the codes that it can
 * be. A new one is an error until it is listed here.
 */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  "logs/classify.ts: code": ["no-lr", "lr-falls", "constant-lr", "narrow-lr", "lr-settles"],
  "logs/events/event-reader.ts: `${kind}-event-file`": [
    "truncated-event-file",
    "corrupt-event-file",
  ],
  "suggest/by-rule.ts: code": ["flat", "too-few-points"],
  "suggest/why-none.ts: reason": [
    "too-few-points",
    "diverged-at-once",
    "rising",
    "flat",
    "still-falling",
  ],
  "search/verify-reasons.ts: code": ["verified-default-lr", "verified-runner-up"],
  "search/verify-reasons.ts: `verification-${code}`": ["verification-over-fitting"],
  "search/ladder-choose.ts: reason.code": ["ladder-rung"],
  // Errors of the install, told on with their own codes (`native-…`).
  "native/libtensorflow/take.ts: cause.code": ["native-not-found"],
  "native/libtensorflow/wheel.ts: cause.code": ["native-not-found"],
  // Findings of `protocol check`: their codes stand where they are found.
  "cli/protocol/finding.ts: code": ["protocol-finding"],
};

/** The text of a file below `src`. */
export function sourceText(file: string): string {
  return readFileSync(join(SRC, file), "utf8");
}

/** Every call of `note(code, …)` in the sources. */
export function noteSources(): NoteSource[] {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && file !== join("core", "note.ts"))
    .map((file) => ({ file, text: sourceText(file) }));
  const constants = new Map(
    files.flatMap(({ text }) =>
      [...text.matchAll(/\bconst ([A-Z_]+) = "([a-z-]+)";/g)].map(([, name, code]) => [name, code]),
    ),
  );
  return files.flatMap(({ file, text }) => {
    const codes = [...text.matchAll(/\bnote\(\s*([^\s,()]+),/g)].flatMap(([, first = ""]) => {
      const plain = /^"(.*)"$/.exec(first)?.[1] ?? constants.get(first);
      const known = plain === undefined ? COMPUTED[`${file}: ${first}`] : [plain];
      if (known === undefined) throw new Error(`${file}: which codes can ${first} be?`);
      return known;
    });
    return codes.length > 0 ? [{ file, codes, text }] : [];
  });
}
