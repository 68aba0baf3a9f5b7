/** In Node.js alone. */
declare const setImmediate: ((run: () => void) => unknown) | undefined;
declare const MessageChannel: new () => Record<
  "port1" | "port2",
  { onmessage: (() => void) | null; postMessage(message: null): void; close(): void }
>;

const EVERY_MS = 30;

/**
 * Turns of the event loop at a time; one that finds nothing takes microseconds. In one turn a server
 * accepts one connection (libuv), and `--live` has to answer while many knock.
 */
const TURNS = 16;

/**
 * A function to await between steps: now and then it lets the event loop turn a few times, so that Ctrl-C,
 * timers and other work get their chance although each training step blocks. Free otherwise.
 */
export function breathe(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < EVERY_MS) return undefined;
    return new Promise((resolve) => {
      const turn = (left: number) => {
        if (left > 0 && typeof setImmediate === "function") {
          setImmediate(() => turn(left - 1));
          return;
        }
        last = performance.now();
        resolve();
      };
      if (typeof setImmediate === "function") turn(TURNS);
      else nextTask(() => turn(0));
    });
  };
}

/** In pages: not a timer, which a page in the background has once a second, or once a minute. */
function nextTask(run: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    run();
  };
  port2.postMessage(null);
}
