import type { Note } from "../../core/note.ts";
import type { ReadyInfo } from "../../trainer/process/index.ts";

/** One thing that was looked at. `warning`: allowed, but worth knowing. */
export interface Finding extends Note {
  readonly status: "ok" | "warning" | "wrong";
}

/** What `protocol check --json` prints. */
export interface ProtocolReport {
  readonly version: 1;
  readonly command: string;
  /** True when nothing is wrong (warnings are allowed). */
  readonly ok: boolean;
  /** Null when the trainer did not get ready. */
  readonly capabilities: readonly string[] | null;
  readonly info: ReadyInfo | null;
  readonly findings: readonly Finding[];
}
