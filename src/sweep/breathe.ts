/** In Node.js alone. */
declare const setImmediate: ((run: () => void) => unknown) | undefined;
declare function setTimeout(run: () => void, delayMs: number): unknown;

const EVERY_MS = 30;

/**
 * A function to await between steps: now and then it lets the event loop turn, so that Ctrl-C,
 * timers and other work get their chance although each training step blocks. Free otherwise.
 */
export function breathe(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < EVERY_MS) return undefined;
    return new Promise((resolve) => {
      const go = () => {
        last = performance.now();
        resolve();
      };
      if (typeof setImmediate === "function") setImmediate(go);
      else setTimeout(go, 0);
    });
  };
}
