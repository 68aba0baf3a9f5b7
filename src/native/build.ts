import type { Note } from "../core/note.ts";
import type { NativeProgress, NativeSeams } from "./types.ts";

/** What every step of one install shares. */
export interface Build {
  readonly seams: NativeSeams;
  /** The native folder. */
  readonly root: string;
  /** Finished, verified downloads; they outlive a failed install. */
  readonly downloads: string;
  /** The install that is being made, renamed into place at the end. */
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  /** Begins a step: for the progress line and the report. */
  readonly begin: (step: NativeProgress["step"], message: string) => void;
  readonly notes: Note[];
}
