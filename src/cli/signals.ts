import { type EndSignal, endSignals, SIGNAL_EXIT_CODES } from "../files/platform.ts";

/** The signals that ask the process to end, in the hands of a command until it gives them back. */
export interface TakenSignals {
  /** Aborted at the first of them. */
  readonly signal: AbortSignal;
  /** The first of them; undefined while there was none. */
  readonly received: EndSignal | undefined;
  /** From here on a signal has its usual effect again. */
  giveBack(): void;
}

/** Where signals come from: the process, or a test. */
export interface SignalSource {
  on(name: EndSignal, listener: (name: EndSignal) => void): unknown;
  off(name: EndSignal, listener: (name: EndSignal) => void): unknown;
}

// One Ctrl-C reaches a program once from the terminal and once more from npx; a closed terminal
// likewise from the kernel and the shell.
const ECHO_MS = 250;

/**
 * Takes the signals over. The listeners are there as long as their consumer is: without one a signal
 * has its usual effect, at once, whatever is being computed.
 *
 * The first signal aborts, a second one ends the process. One of the same name within 250 ms is the
 * echo of the first.
 *
 * @param end ends the process with an exit code
 * @param now clock in ms
 */
export function takeSignals(
  source: SignalSource,
  end: (code: number) => void,
  now: () => number = () => performance.now(),
): TakenSignals {
  const controller = new AbortController();
  let received: EndSignal | undefined;
  let receivedAt = 0;
  const onSignal = (name: EndSignal) => {
    if (received === undefined) {
      received = name;
      receivedAt = now();
      controller.abort();
    } else if (name !== received || now() - receivedAt > ECHO_MS) {
      end(SIGNAL_EXIT_CODES[name]);
    }
  };
  for (const name of endSignals()) source.on(name, onSignal);
  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    giveBack() {
      for (const name of endSignals()) source.off(name, onSignal);
    },
  };
}

/** What a command threw after it was asked to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly received: EndSignal;

  constructor(received: EndSignal, cause: unknown) {
    super(received, { cause });
    this.received = received;
  }
}

/**
 * Takes the signals over while `work` runs.
 *
 * @throws what `work` throws; `Interrupted` around it where a signal came before
 */
export async function withSignals<T>(
  io: { takeSignals(): TakenSignals },
  work: (taken: TakenSignals) => Promise<T>,
): Promise<T> {
  const taken = io.takeSignals();
  try {
    return await work(taken);
  } catch (thrown) {
    throw taken.received === undefined ? thrown : new Interrupted(taken.received, thrown);
  } finally {
    taken.giveBack();
  }
}
