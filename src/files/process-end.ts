import { type EndSignal, endSignals } from "./platform.ts";

// Trainers and half-written files must not outlive this process, however it ends. (After `kill -9`
// nobody can act.)

const cleaners = new Set<() => void>();

function cleanAll(): void {
  for (const clean of cleaners) clean();
}

/**
 * A host that listens itself decides what the signal means, and its own exit comes by here again.
 * Without one the signal keeps its usual effect.
 */
function onSignal(signal: EndSignal): void {
  if (process.listenerCount(signal) > 1) return;
  cleanAll();
  process.removeListener(signal, onSignal);
  process.kill(process.pid, signal);
}

/**
 * Calls `clean`, which cannot wait for anything, when this process exits or is ended by a signal.
 * Gives the function that takes this back; no listener stays when none is needed.
 */
export function onProcessEnd(clean: () => void): () => void {
  if (cleaners.size === 0) {
    process.on("exit", cleanAll);
    for (const signal of endSignals()) process.on(signal, onSignal);
  }
  cleaners.add(clean);
  return () => {
    if (!cleaners.delete(clean) || cleaners.size > 0) return;
    process.removeListener("exit", cleanAll);
    for (const signal of endSignals()) process.removeListener(signal, onSignal);
  };
}
