import { note } from "../../../contract/make-note.ts";
import { checkOneOf } from "../../../core/check.ts";
import { InputError, LrFinderError, messageOf } from "../../../core/errors.ts";
import type { Note } from "../../../core/note.ts";
import type { EngineInfo } from "../../types.ts";
import type { Arithmetic } from "../kernels/arithmetic.ts";
import * as tf from "../lib/core.ts";
import type { EngineSet } from "../platform.ts";

/** The engine that passed the probe, and what the probe gave. */
interface EngineChoice<T> {
  readonly name: string;
  readonly engine: EngineInfo;
  readonly value: T;
  /** Backend that was current before, for putting it back; undefined when there was none. */
  readonly previousBackend: string | undefined;
}

/**
 * Picks the first engine that can really train, in Node.js the fastest: native, then wasm, then plain
 * JS. Each candidate is started and made current, then the probe must train one step of the user's model
 * on it; the first that does is chosen, and `engine.why` says why and what stopped those before it.
 *
 * @param engines those that there are
 * @param options.forced only this engine is tried
 * @param options.probe trains one step on the current backend and leaves no trace when it throws;
 *   an InputError from it is the model's or data's fault and ends the search
 * @throws InputError `engine-unusable` when the forced engine cannot train the model, or none can
 */
export async function chooseEngine<T>(
  engines: EngineSet,
  options: {
    readonly forced?: string | undefined;
    readonly probe: (name: string) => Promise<T>;
  },
): Promise<EngineChoice<T>> {
  const { forced, probe } = options;
  const candidates =
    forced === undefined ? engines.names() : [checkOneOf("engine", forced, engines.known)];
  const previousBackend = currentBackend();
  const failures: Failure[] = [];
  for (const name of candidates) {
    try {
      const version = await engines.start(name);
      const value = await probe(name);
      const about = engines.arithmetic?.(name);
      const whyNote = explain(engines, name, forced !== undefined, failures, about?.said);
      const engine = { name, version, why: whyNote.message, whyNote, ...about?.fields };
      return { name, engine, value, previousBackend };
    } catch (cause) {
      engines.leave?.(name);
      const isCancelled = cause instanceof LrFinderError && cause.code === "cancelled";
      if (cause instanceof InputError || isCancelled) {
        restoreBackend(previousBackend);
        throw cause;
      }
      failures.push({ name, reason: reasonOf(cause), cause });
    }
  }
  restoreBackend(previousBackend);
  throw unusable(forced, failures);
}

/** Makes an engine that is already up the current one; cheap when it is. */
export function useEngine({ backendOf }: EngineSet, name: string): void {
  // For a backend that is up, setBackend has its effect before it returns.
  if (tf.getBackend() !== backendOf(name)) void tf.setBackend(backendOf(name));
}

/** Makes a backend current again that was so before; nothing when there was none. */
export function restoreBackend(name: string | undefined): void {
  if (name !== undefined && name !== currentBackend()) void tf.setBackend(name);
}

function currentBackend(): string | undefined {
  // Undefined until something has set a backend, whatever the declared type says.
  return (tf.getBackend() as string | undefined) || undefined;
}

/** An engine that was tried, and why it is not taken. */
interface Failure {
  readonly name: string;
  readonly reason: string;
  readonly cause: unknown;
}

function explain(
  { because, place, remarks }: EngineSet,
  name: string,
  forced: boolean,
  failures: readonly Failure[],
  arithmetic: Arithmetic["said"] | undefined,
): Note {
  const head = forced
    ? `${name} was asked for, and it trained one step of this model`
    : `${name} ${because}`;
  const before = failures.map((failure) => `${failure.name} cannot be used: ${failure.reason}`);
  const {
    said = [],
    absent = [],
    oneThread = false,
    noThreads = null,
  } = remarks?.(name, forced) ?? {};
  const how = arithmetic === undefined ? [] : [arithmeticText(arithmetic)];
  return note("engine-chosen", [head, ...before, ...said, ...how].join("; "), {
    name,
    asked: forced,
    failures: failures.map((failure) => ({ name: failure.name, reason: failure.reason })),
    place,
    ...(said.length > 0 && { remarks: said }),
    ...(absent.length > 0 && { absent }),
    ...(oneThread && { oneThread }),
    ...(noThreads !== null && { noThreads }),
    ...(arithmetic && { arithmetic }),
  });
}

function arithmeticText({ fused, threads, alone }: Arithmetic["said"]): string {
  const how = threads > 1 ? `on up to ${threads} threads` : `on one thread: ${alone}`;
  return `it computes ${fused ? "with" : "without"} fused multiply-adds, ${how}`;
}

function unusable(forced: string | undefined, failures: readonly Failure[]): InputError {
  const reasons = failures.map(({ name, reason }) => `${name}: ${reason}`).join("; ");
  const message =
    forced === undefined
      ? `no engine could train one step of this model (${reasons})`
      : `\`engine\` ${forced} cannot train this model (${reasons}); leave the option out to let ` +
        "lr-finder choose";
  return new InputError("engine-unusable", message, {
    data: { forced, failures: failures.map(({ name, reason }) => ({ name, reason })) },
    cause: failures.at(-1)?.cause,
  });
}

/** One line: the message of the missing kernel, the missing package, or the step that failed. */
function reasonOf(thrown: unknown): string {
  const text = messageOf(thrown).trim().split("\n", 1)[0] as string;
  return text.length > 300 ? `${text.slice(0, 300)} …` : text;
}

/** A sweep that is estimated to take longer than this on plain JS is warned about. */
const SLOW_SECONDS = 30;

/**
 * The warning for a sweep that only the plain JS engine is left for, or undefined when it is fast
 * enough or another engine was found.
 *
 * @param stepMs duration of one training step of this model
 * @param steps steps of the sweep, all repeats together
 * @param engines with what to do
 */
export function slowEngineNote(
  name: string,
  stepMs: number,
  steps: number,
  { place, slowAdvice }: Pick<EngineSet, "place" | "slowAdvice">,
): Note | undefined {
  const seconds = Math.round((stepMs * steps) / 1000);
  if (name !== "cpu" || seconds < SLOW_SECONDS) return undefined;
  return note(
    "slow-engine",
    `only the plain JavaScript engine can train this model here: one step takes about ` +
      `${Math.round(stepMs)} ms, so ${steps} steps take about ${seconds} s; ${slowAdvice}; or use a ` +
      "smaller model or batch",
    { engine: name, stepMs, steps, seconds, place },
  );
}
