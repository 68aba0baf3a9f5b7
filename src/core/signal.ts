import { isObject, rejectOption } from "./check.ts";

/**
 * What gives up a call that is going on: an `AbortSignal`, as an `AbortController` makes it. Declared
 * here by the part of it that is read, for programs that have neither the types of Node.js nor those
 * of the DOM.
 */
export type CancelSignal = typeof globalThis extends {
  AbortSignal: { readonly prototype: infer Signal };
}
  ? Signal
  : { readonly aborted: boolean; readonly reason: unknown; throwIfAborted(): void };

/** @throws InputError for what is given and is no signal: cancelling would never work */
export function checkSignal(value: unknown): void {
  const { aborted, throwIfAborted } = isObject(value) ? value : {};
  if (value === undefined) return;
  if (typeof aborted !== "boolean" || typeof throwIfAborted !== "function") {
    rejectOption("signal", "an AbortSignal, e.g. the `signal` of an AbortController", value);
  }
}
