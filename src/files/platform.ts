// What differs between Linux, macOS and Windows, and nothing else. Every function takes the platform,
// so that the logic of all of them is tested on any one.
import { posix, win32 } from "node:path";

/** A signal that asks this process to end and that a program may take over. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGBREAK";

/** What a shell calls the end by a signal: 128 and its number; a Ctrl-Break is an interruption. */
export const SIGNAL_EXIT_CODES: Readonly<Record<EndSignal, number>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  SIGBREAK: 130,
};

/**
 * The signals that can be listened for. On Windows SIGTERM ends a process without a word, SIGHUP is
 * the closed console (some seconds remain), and Ctrl-Break is a signal of its own.
 */
export function endSignals(platform: NodeJS.Platform = process.platform): readonly EndSignal[] {
  return platform === "win32" ? ["SIGINT", "SIGHUP", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}

/** How a program that was started as {@link groupOptions} say is signalled with all it started. */
export type GroupSignal =
  | { readonly kind: "kill"; readonly target: number }
  | { readonly kind: "command"; readonly file: string; readonly args: readonly string[] };

/** Options of `spawn` for a program in a process group (and session) of its own. */
export function groupOptions(platform: NodeJS.Platform = process.platform): {
  readonly detached: boolean;
  readonly windowsHide: boolean;
} {
  // On Windows a detached program gets a console window, and there are no groups.
  return { detached: platform !== "win32", windowsHide: true };
}

/**
 * How a group is signalled: by its negative number, and on Windows by `taskkill`, which ends the
 * program and its living descendants at once, whatever signal was meant.
 *
 * @param pid of the program that was started
 */
export function groupSignal(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): GroupSignal {
  if (platform !== "win32") return { kind: "kill", target: -pid };
  return { kind: "command", file: "taskkill", args: ["/pid", String(pid), "/T", "/F"] };
}

/** How processes that have left their group are found; `none`: they are not. */
export function escapeesFoundBy(
  platform: NodeJS.Platform = process.platform,
): "environment" | "none" {
  return platform === "linux" ? "environment" : "none";
}

// Virus scanners, indexers and readers hold a file on Windows for moments; together about 1.3 s.
const RENAME_PAUSES_MS = [10, 20, 50, 100, 200, 400, 500];

/**
 * How long to wait before a failed rename is tried again, in ms; null: do not. Only Windows refuses
 * to rename over a file that somebody has open.
 *
 * @param attempt failures so far, from 1
 */
export function renamePause(
  code: string | undefined,
  attempt: number,
  platform: NodeJS.Platform = process.platform,
): number | null {
  const isHeld = code === "EPERM" || code === "EBUSY" || code === "EACCES";
  if (platform !== "win32" || !isHeld) return null;
  return RENAME_PAUSES_MS[attempt - 1] ?? null;
}

/**
 * Whether a path lies in a folder, or is it. Both must be absolute, with links followed. On Windows
 * letter case does not count, and another drive is outside.
 */
export function isInside(
  folder: string,
  path: string,
  platform: NodeJS.Platform = process.platform,
): boolean {
  const flavour = platform === "win32" ? win32 : posix;
  const way = flavour.relative(folder, path);
  return way !== ".." && !way.startsWith(`..${flavour.sep}`) && !flavour.isAbsolute(way);
}
