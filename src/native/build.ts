import type { Note } from "../core/note.ts";
import type { NativeSeams } from "./seams.ts";

/** What an install is doing, for a progress line. */
export interface NativeProgress {
  readonly step: "check" | "npm" | "libtensorflow" | "compile" | "prove" | "finish";
  /** One English sentence without a full stop. */
  readonly message: string;
}

/** One thing that an install did. */
export interface InstallStep {
  readonly step: NativeProgress["step"];
  readonly message: string;
  readonly elapsedMs: number;
}

/** Tells a listener of each step as it begins, and keeps what each took. */
export class StepClock {
  readonly #listener: ((progress: NativeProgress) => void) | undefined;
  readonly #done: InstallStep[] = [];
  #current: NativeProgress | undefined;
  #since = 0;

  constructor(listener: ((progress: NativeProgress) => void) | undefined) {
    this.#listener = listener;
  }

  /** Ends the step before and begins this one. */
  begin(step: NativeProgress["step"], message: string): void {
    this.#end();
    this.#current = { step, message };
    this.#since = performance.now();
    this.#listener?.(this.#current);
  }

  /** Ends the last step; the steps in their order. */
  finish(): readonly InstallStep[] {
    this.#end();
    return this.#done;
  }

  #end(): void {
    if (this.#current === undefined) return;
    this.#done.push({ ...this.#current, elapsedMs: performance.now() - this.#since });
    this.#current = undefined;
  }
}

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
