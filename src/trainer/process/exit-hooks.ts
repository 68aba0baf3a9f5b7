// Trainers must not outlive this process, however it ends. (After `kill -9` nobody can act; the
// trainer then reads the end of its stdin.)

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const killers = new Set<() => void>();

function killAll(): void {
  for (const kill of killers) kill();
}

/**
 * A host that listens itself decides what the signal means, and its own exit comes by here again.
 * Without one the signal keeps its usual effect.
 */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.removeListener(signal, onSignal);
  process.kill(process.pid, signal);
}

/**
 * Calls `kill` when this process exits or is ended by a signal. Gives the function that takes this
 * back; no listener stays when none is needed.
 */
export function onProcessEnd(kill: () => void): () => void {
  if (killers.size === 0) {
    process.on("exit", killAll);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  killers.add(kill);
  return () => {
    if (!killers.delete(kill) || killers.size > 0) return;
    process.removeListener("exit", killAll);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
}
