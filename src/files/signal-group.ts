import { spawnSync } from "node:child_process";
import { groupSignal } from "./platform.ts";

/**
 * Signals a program that was started as `groupOptions` say, with all that is in its group; on Windows
 * it is ended, whatever the signal. Nothing happens where it has ended.
 */
export function signalGroup(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  const how = groupSignal(pid);
  if (how.kind === "command") {
    spawnSync(how.file, how.args, { windowsHide: true });
    return;
  }
  try {
    process.kill(how.target, signal);
  } catch {
    // It has ended.
  }
}
