import {
  isSecretValue,
  looksDrawn,
  looksRandom,
  querySecrecy,
  type Secrecy,
  secrecyOf,
} from "./secret-names.ts";
import { quotedWord, shellWords } from "./shell-words.ts";

/** What stands in a secret's place. */
export const REDACTED = "***";

/** A text without its secrets. */
export interface Redaction {
  readonly text: string;
  /** What was taken out, as the programs get it. */
  readonly secrets: readonly string[];
  /** Where: names of options, variables and fields, `URL` and `token`, each once. */
  readonly places: readonly string[];
}

type Found = (place: string, secret: string) => string;

// Tokens by the marks that their makers give them. Those with words in them must have a digit too.
const SHAPES: readonly RegExp[] = [
  /(?<![A-Za-z0-9_])sk-(?=[\w-]{0,200}\d)[A-Za-z0-9_-]{16,}/g,
  /(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{10,}/g,
  /(?<![A-Za-z0-9])hf_(?=[a-z]{0,60}[A-Z0-9])[A-Za-z0-9]{16,}/g,
  /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20,}/g,
  /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{20,}/g,
  /(?<![A-Za-z0-9])glpat-[\w-]{16,}/g,
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  /(?<![A-Za-z0-9])xox[a-z]-[\w-]{10,}/g,
  /(?<![A-Za-z0-9])AIza[\w-]{35}/g,
  /(?<![A-Za-z0-9])ya29\.[\w-]{20,}/g,
  /(?<![A-Za-z0-9])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/g,
  /(?<![A-Za-z0-9])pypi-[\w-]{32,}/g,
  /(?<![A-Za-z0-9])r8_[A-Za-z0-9]{30,}/g,
  /(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{30,}/g,
  /(?<![A-Za-z0-9])nvapi-[\w-]{20,}/g,
  /(?<![A-Za-z0-9])SG\.[\w-]{16,}\.[\w-]{16,}/g,
  /(?<![A-Za-z0-9])hvs\.[\w-]{20,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

// Most texts have nothing of these; one look is cheaper than twenty.
const HINT =
  /sk-|[sr]k_|hf_|gh[a-z]_|github_pat_|glpat-|A[KS]IA|xox|AIza|ya29|eyJ|npm_|pypi-|r8_|nvapi-|SG\.|hvs\.|-----BEGIN|:\/\/|bearer|basic/i;

// Addresses that are a secret from some place on: who has them may post.
const WEBHOOKS: readonly RegExp[] = [
  /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)([^\s"'<>?#]+)/gi,
  /(discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/)([^\s"'<>?#]+)/gi,
  /(webhook\.office\.com\/)([^\s"'<>?#]+)/gi,
  /(api\.telegram\.org\/(?:file\/)?bot)([^\s"'<>?#/]+)/gi,
];

// A query's value, by its name: signed addresses, and keys of services.
const QUERY = /([?&]([A-Za-z_][\w.-]{0,99})=)([^&#\s"'<>]+)/g;

// `user:password@` behind a scheme; the last `@` before the path ends it, since passwords have some.
const URL_LOGIN = /((?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/)([^\s/?#"'<>]+)@(?=[^\s@])/g;
const BEARER = /(\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/=-]{8,})/gi;

/** Without known tokens and the logins of URLs, wherever they stand in a text. */
function withoutShapes(text: string, found: Found): string {
  if (!HINT.test(text)) return text;
  let clean = text;
  if (clean.includes("://")) {
    clean = clean.replace(URL_LOGIN, (whole, scheme: string, login: string) => {
      const colon = login.indexOf(":");
      if (colon === -1) return looksRandom(login) ? `${scheme}${found("URL", login)}@` : whole;
      const password = login.slice(colon + 1);
      if (password === REDACTED || login === REDACTED) return whole;
      return `${scheme}${found("URL", password === "" ? login.slice(0, colon) : password)}@`;
    });
  }
  if (clean.includes("://")) {
    for (const webhook of WEBHOOKS) {
      clean = clean.replace(webhook, (whole, lead: string, rest: string) =>
        rest === REDACTED ? whole : lead + found("URL", rest),
      );
    }
    clean = clean.replace(QUERY, (whole, lead: string, name: string, value: string) =>
      isSecretValue(querySecrecy(name), value) ? lead + found(name, value) : whole,
    );
  }
  for (const shape of SHAPES) clean = clean.replace(shape, (token) => found("token", token));
  return clean.replace(BEARER, (whole, lead: string, token: string) =>
    looksRandom(token) || /\d/.test(token) ? lead + found("authorization", token) : whole,
  );
}

// `name = value` and `"name": value` within a word: settings, JSON, queries, headers, code. The value is a
// quoted text or goes to the next separator; of a header, with the scheme before it.
const NAME = /(?<![\w.-])([A-Za-z_][\w.-]{0,99})["'\])]{0,4}\s{0,4}[:=](?!\/\/)\s{0,4}/g;
const VALUE = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"',;&{}[\]]+/y;
const SCHEME = /(["']?)(?:bearer|basic|token|digest)\s+/iy;

function withoutPairs(word: string, found: Found): string {
  let clean = "";
  let at = 0;
  NAME.lastIndex = 0;
  for (let match = NAME.exec(word); match !== null; match = NAME.exec(word)) {
    const [lead, name = ""] = match;
    const secrecy = secrecyOf(name);
    if (secrecy === "no") continue;
    let from = match.index + lead.length;
    SCHEME.lastIndex = from;
    const scheme = SCHEME.exec(word);
    // In quotes, the scheme and the secret end with them.
    const open = scheme?.[1] ?? "";
    from += scheme?.[0].length ?? 0;
    VALUE.lastIndex = from;
    const written = VALUE.exec(word)?.[0] ?? "";
    const mark = open === "" && /^["']/.test(written) ? (written[0] as string) : "";
    const value = mark === "" ? written : written.slice(1, -1);
    if (!isSecretValue(secrecy, value)) continue;
    clean += word.slice(at, from) + mark + found(name, value) + mark;
    at = from + written.length;
    NAME.lastIndex = at;
  }
  return clean + word.slice(at);
}

/** Programs that take a command as one word behind an option, and those that take it as it is. */
const SHELLS =
  /^(?:(?:ba|da|z|k|mk|a|fi)?sh|busybox|su|runuser|script|env|cmd|pwsh|powershell)(?:\.exe)?$/i;
const SCRIPT_OPTION = /^(?:-[A-Za-z]*[cC]|--command|-Command|\/[cCkK]|-S|--split-string)$/;
const CALLERS = /^(?:ssh|eval|watch|parallel)$/;
/** Options of which several may follow. */
const PLURAL = /^-{1,2}[\w.-]*(?:keys|tokens|secrets|passwords|credentials)$/i;

const OPTION = /^-{1,2}[A-Za-z][\w.-]*$/;
// A setting of one word: all behind its sign is the value. A colon may stand for it behind an option.
const SETTING =
  /^(?:([-+~]{0,2}[A-Za-z_][\w.-]*)=|((?:-{1,2}|\/)[A-Za-z_][\w.-]*):(?!\/\/))([\s\S]+)$/;
/** What sets a value under a name that is the next word. */
const SETTER = /^(?:-{1,2}(?:set|config|conf|option|opt|param|define|override|env|var)|set)$/;
const HEADERS = new Set(["-H", "--header", "--headers"]);

/**
 * A command line without its secrets: values of options (`--api-key V`, `--api-key=V`, `-p V`), variables
 * (`NAME=V`), fields (JSON, queries) and headers that are named like one, known tokens, logins of URLs; in
 * commands within it (`sh -c "…"`) too. Words without a secret stay as they are written.
 */
export function redactCommand(command: string): Redaction {
  const secrets = new Set<string>();
  const places = new Set<string>();
  const found: Found = (place, secret) => {
    places.add(place.replace(/^[+~]+/, ""));
    if (secret !== "") secrets.add(secret);
    return REDACTED;
  };
  const text = redactLine(command, found, 0);
  return { text, secrets: [...secrets], places: [...places] };
}

const MAX_NESTED = 4;

function redactLine(text: string, found: Found, depth: number): string {
  const words = shellWords(text);
  let clean = "";
  let at = 0;
  let hasShell = false;
  let hasCaller = false;
  let plural: string | null = null;
  for (const [i, { start, end, value }] of words.entries()) {
    const before = words[i - 1]?.value ?? "";
    const isScript = (hasShell && SCRIPT_OPTION.test(before)) || (hasCaller && /\s/.test(value));
    if (OPTION.test(value)) plural = PLURAL.test(value) ? value : null;
    const redacted: string =
      isScript && depth < MAX_NESTED
        ? withoutPairs(redactLine(value, found, depth + 1), found)
        : plural !== null && value !== plural && looksDrawn(value)
          ? found(plural, value)
          : redactWord(value, before, words[i - 2]?.value ?? "", found, depth);
    clean += text.slice(at, start);
    clean += redacted === value ? text.slice(start, end) : quotedWord(redacted);
    at = end;
    const program = value.slice(Math.max(value.lastIndexOf("/"), value.lastIndexOf("\\")) + 1);
    hasShell ||= SHELLS.test(program);
    hasCaller ||= CALLERS.test(program);
  }
  return clean + text.slice(at);
}

/** A secret of several words may be one by mistake: its first word is a secret too. */
function keepBack(name: string, value: string, found: Found): string {
  const [first] = /\s/.test(value) ? shellWords(value) : [];
  if (first !== undefined && isTelling(first.value)) found(name, first.value);
  return found(name, value);
}

function redactWord(
  value: string,
  option: string,
  beforeOption: string,
  found: Found,
  depth: number,
): string {
  if (isValueOf(option, value, beforeOption)) return keepBack(option, value, found);
  const setting = SETTING.exec(value);
  if (setting !== null) {
    const [, before, beforeColon = "", given = ""] = setting;
    const name = before ?? beforeColon;
    const lead = value.slice(0, value.length - given.length);
    if (isSecretValue(secrecyOf(name), given)) return lead + keepBack(name, given, found);
    const inner = depth < MAX_NESTED ? redactWord(given, name, "", found, depth + 1) : given;
    if (inner !== given) return lead + inner;
  }
  // A password right behind its letter, as mysql and sshpass take it.
  const attached = /^-p(.{4,})$/s.exec(value)?.[1];
  if (
    attached !== undefined &&
    /\d/.test(attached) &&
    /[a-z]/i.test(attached) &&
    !/[=.]/.test(attached)
  ) {
    return `-p${found("-p", attached)}`;
  }
  const clean = withoutPairs(withoutShapes(value, found), found);
  if (!/\s/.test(clean) || HEADERS.has(option) || depth >= MAX_NESTED) return clean;
  // Words within a word are a command, or text in which nothing changes.
  return /(^|\s)(-{1,2}[A-Za-z]|[A-Za-z_]\w*=|login\s)/.test(clean)
    ? redactLine(clean, found, depth + 1)
    : clean;
}

/** Whether a word is the secret that the option before it takes. */
function isValueOf(option: string, value: string, beforeOption: string): boolean {
  if (option === "login" && looksRandom(value)) return true;
  if (SETTER.test(beforeOption) && /^[A-Za-z_][\w.-]*$/.test(option)) {
    return isSecretValue(secrecyOf(option), value);
  }
  if (!OPTION.test(option) || isOption(value, secrecyOf(option))) return false;
  if (option === "-p") {
    // A port, a probability, a file; `mkdir -p`.
    return (
      !/^(mkdir|install|cp|ssh|scp|docker|podman)$/.test(beforeOption) &&
      isSecretValue("likely", value) &&
      !/[/\\]/.test(value)
    );
  }
  if (option === "-u" || option === "--user" || option === "--proxy-user") {
    return /^[^\s:/]+:[^\s/]+$/.test(value);
  }
  return isSecretValue(secrecyOf(option), value);
}

function isOption(word: string, secrecy: Secrecy): boolean {
  if (/^--[A-Za-z]|^-[A-Za-z]$/.test(word)) return true;
  return secrecy !== "always" && /^-[A-Za-z]/.test(word);
}

/**
 * A text, not a command, without known tokens, the logins of URLs, and the secrets given.
 *
 * @param secrets those that are long enough to be told from a word are looked for
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (isTelling(secret) && clean.includes(secret)) clean = clean.replaceAll(secret, REDACTED);
  }
  return withoutShapes(clean, () => REDACTED);
}

/** Whether a secret may be looked for anywhere: short ones and plain words stand in any text. */
export function isTelling(secret: string): boolean {
  if (secret.length >= 16) return true;
  return secret.length >= 6 && /[^a-z]/.test(secret) && /[^\d.]/.test(secret);
}
