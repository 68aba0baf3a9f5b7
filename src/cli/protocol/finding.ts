import type { Finding } from "./types.ts";

type Data = Record<string, unknown>;

/** Something that is as it should be. */
export function ok(code: string, message: string, data: Data = {}): Finding {
  return { code, message, data, status: "ok" };
}

/** Something that is allowed, but worth knowing. */
export function warning(code: string, message: string, data: Data = {}): Finding {
  return { code, message, data, status: "warning" };
}

/** Something that the trainer gets wrong. */
export function wrong(code: string, message: string, data: Data = {}): Finding {
  return { code, message, data, status: "wrong" };
}
