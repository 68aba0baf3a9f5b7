const EVENTS = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Runs the start-up of the wasm backend and takes away the process listeners that it added: its
 * runtime (Emscripten) installs one for uncaught exceptions and one for unhandled rejections, which
 * change how the host program dies. Listeners that somebody else adds meanwhile are left alone.
 */
export async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((event) => new Set(listenersOf(event)));
  try {
    return await start();
  } finally {
    EVENTS.forEach((event, i) => {
      for (const listener of listenersOf(event)) {
        if (!before[i]?.has(listener) && isEmscripten(listener)) {
          process.removeListener(event, listener);
        }
      }
    });
  }
}

type Listener = (...args: unknown[]) => void;

function listenersOf(event: (typeof EVENTS)[number]): Listener[] {
  return process.rawListeners(event) as Listener[];
}

function isEmscripten(listener: Listener): boolean {
  const source = String(listener);
  return source.includes("ExitStatus") || /throw reason\b/.test(source);
}
