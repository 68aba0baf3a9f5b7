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
