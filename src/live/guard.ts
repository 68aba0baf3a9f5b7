import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is turned away, as an HTTP status and a line of text. */
export interface Refusal {
  readonly status: 403 | 405;
  readonly reason: string;
}

/**
 * Whether a request may be answered: its `Host` is this server's own address (a page elsewhere whose
 * name was made to resolve to 127.0.0.1 sends its own name: DNS rebinding), its `token` is the one of
 * the printed URL, and it only reads.
 *
 * @returns null when it may
 */
export function refusal(
  { method, headers, url = "/" }: Pick<IncomingMessage, "method" | "headers" | "url">,
  port: number,
  token: string,
): Refusal | null {
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`) {
    return { status: 403, reason: "this address answers to 127.0.0.1 only" };
  }
  const given = new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("token") ?? "";
  if (!url.includes("?") || !same(given, token)) {
    return { status: 403, reason: "the address lacks its token: open the one that was printed" };
  }
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, reason: "there is nothing to write to here" };
  }
  return null;
}

/** Compares in a time that does not tell how much was right. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
