import type { InstallStep, NativeProgress } from "./types.ts";

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
