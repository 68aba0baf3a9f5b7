/** Lets the browser show what is on the page now; one in the background, which has no frames, goes on at once. */
export function onScreen(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });
}

/** Without a touch for this long nobody is in the middle of something. */
const QUIET_MS = 400;

const TOUCHES = ["pointerdown", "pointermove", "keydown", "input", "wheel", "scroll"] as const;
let touched = Number.NEGATIVE_INFINITY;
let listening = false;

/**
 * Waits until the browser has nothing to do and the reader has not touched the page for a moment:
 * time for work that makes the page stand still.
 */
export async function whenQuiet(): Promise<void> {
  if (!listening) {
    listening = true;
    for (const name of TOUCHES) {
      addEventListener(
        name,
        () => {
          touched = performance.now();
        },
        { capture: true, passive: true },
      );
    }
  }
  for (;;) {
    await idle();
    const left = touched + QUIET_MS - performance.now();
    if (left <= 0) return;
    await new Promise((resolve) => setTimeout(resolve, left));
  }
}

/** On a machine that is always busy the browser is never idle: then a second is enough. */
const IDLE_MS = 1000;

function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "function") {
      requestIdleCallback(resolve, { timeout: IDLE_MS });
    } else setTimeout(resolve, 200);
  });
}
