import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is turned away, as an HTTP status and a line of text. */
export interface Refusal {
  readonly status: 400 | 403 | 405;
  readonly reason: string;
}

/** What {@link refusal} looks at. */
export type AskedRequest = Pick<IncomingMessage, "method" | "headers" | "rawHeaders" | "url">;

/**
 * Whether a request may be answered: its `Host` is this server's own address (a page elsewhere whose
 * name was made to resolve to 127.0.0.1 sends its own name: DNS rebinding), its `Origin`, where it has
 * one, too (scripts of other pages), no header stands there twice (readers differ in which of the two
 * counts), its `token` is the one of the printed URL, and it only reads: GET or HEAD without a body.
 *
 * @returns null when it may
 */
export function refusal(
  { method, headers, rawHeaders, url = "/" }: AskedRequest,
  port: number,
  token: string,
): Refusal | null {
  const names = rawHeaders.filter((_text, i) => i % 2 === 0).map((name) => name.toLowerCase());
  if (new Set(names).size < names.length) {
    return { status: 400, reason: "a header stands there twice" };
  }
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? "")) {
    return { status: 403, reason: "this address answers to 127.0.0.1 only" };
  }
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    return { status: 403, reason: "this address answers to its own page only" };
  }
  const given = new URLSearchParams(url.slice(url.indexOf("?") + 1)).getAll("token");
  if (!url.includes("?") || given.length !== 1 || !same(given[0] ?? "", token)) {
    return { status: 403, reason: "the address lacks its token: open the one that was printed" };
  }
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, reason: "there is nothing to write to here" };
  }
  if (names.includes("content-length") || names.includes("transfer-encoding")) {
    return { status: 400, reason: "there is nothing to write to here" };
  }
  return null;
}

/** Compares in a time that does not tell how much was right. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
