import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { note } from "../../../contract/notes.ts";
import { checkOneOf } from "../../../core/check.ts";
import { InputError, LrFinderError, messageOf } from "../../../core/errors.ts";
import type { Note } from "../../../core/note.ts";
import type { EngineInfo } from "../../types.ts";
import { heapOf } from "../kernels/heap.ts";
import * as tf from "../lib/core.ts";
import { ENGINE_NAMES, type EngineName } from "../options.ts";
import { startEngine } from "./backends.ts";

/** The engine that passed the probe, and what the probe gave. */
interface EngineChoice<T> {
  readonly name: EngineName;
  readonly engine: EngineInfo;
  readonly value: T;
  /** Backend that was current before, for putting it back; undefined when there was none. */
  readonly previousBackend: string | undefined;
}

/**
 * Picks the fastest engine that can really train: native, then wasm, then plain JS. Each candidate
 * is started and made current, then the probe must train one step of the user's model on it; the
 * first that does is chosen, and `engine.why` says why and what stopped the faster ones.
 *
 * @param options.forced only this engine is tried
 * @param options.probe trains one step on the current backend and leaves no trace when it throws;
 *   an InputError from it is the model's or data's fault and ends the search
 * @throws InputError `engine-unusable` when the forced engine cannot train the model, or none can
 */
export async function chooseEngine<T>(options: {
  readonly forced?: EngineName | undefined;
  readonly probe: (name: EngineName) => Promise<T>;
}): Promise<EngineChoice<T>> {
  const { forced, probe } = options;
  const candidates =
    forced === undefined ? ENGINE_NAMES : [checkOneOf("engine", forced, ENGINE_NAMES)];
  const previousBackend = currentBackend();
  const failures: {
    readonly name: EngineName;
    readonly reason: string;
    readonly cause: unknown;
  }[] = [];
  for (const name of candidates) {
    try {
      const version = await startEngine(name);
      const value = await probe(name);
      const about = arithmeticOf(name);
      const why = [explain(name, forced !== undefined, failures), ...about.words].join("; ");
      const engine = { name, version, why, ...about.fields };
      return { name, engine, value, previousBackend };
    } catch (cause) {
      if (cause instanceof InputError) {
        restoreBackend(previousBackend);
        throw cause;
      }
      failures.push({ name, reason: reasonOf(cause), cause });
    }
  }
  restoreBackend(previousBackend);
  throw unusable(forced, failures);
}

/** What there is to say about how an engine that is up computes. */
function arithmeticOf(name: EngineName): {
  readonly fields: Pick<EngineInfo, "threads" | "features">;
  readonly words: readonly string[];
} {
  const heap = name === "wasm" ? heapOf(tf.backend() as BackendWasm) : undefined;
  if (heap === undefined || heap instanceof LrFinderError) return { fields: {}, words: [] };
  const { fused } = heap;
  const threads = heap.pool?.threads ?? 1;
  const how = threads > 1 ? `on up to ${threads} threads` : `on one thread: ${heap.alone}`;
  return {
    fields: { threads, features: fused ? ["simd", "fma"] : ["simd"] },
    words: [`it computes ${fused ? "with" : "without"} fused multiply-adds, ${how}`],
  };
}

/** Makes a backend current again that was so before; nothing when there was none. */
export function restoreBackend(name: string | undefined): void {
  if (name !== undefined && name !== currentBackend()) void tf.setBackend(name);
}

function currentBackend(): string | undefined {
  // Undefined until something has set a backend, whatever the declared type says.
  return (tf.getBackend() as string | undefined) || undefined;
}

function explain(
  name: EngineName,
  forced: boolean,
  failures: readonly { readonly name: EngineName; readonly reason: string }[],
): string {
  if (forced) return `${name} was asked for, and it trained one step of this model`;
  const slower = failures.map((failure) => `${failure.name} cannot be used: ${failure.reason}`);
  const head = `${name} is the fastest engine that trained one step of this model`;
  return [head, ...slower].join("; ");
}

function unusable(
  forced: EngineName | undefined,
  failures: readonly {
    readonly name: EngineName;
    readonly reason: string;
    readonly cause: unknown;
  }[],
): InputError {
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
 */
export function slowEngineNote(name: EngineName, stepMs: number, steps: number): Note | undefined {
  const seconds = Math.round((stepMs * steps) / 1000);
  if (name !== "cpu" || seconds < SLOW_SECONDS) return undefined;
  return note(
    "slow-engine",
    `only the plain JavaScript engine can train this model here: one step takes about ` +
      `${Math.round(stepMs)} ms, so ${steps} steps take about ${seconds} s; ` +
      "`lr-finder doctor` says what stops the faster ones; or use a smaller model or batch",
    { engine: name, stepMs, steps, seconds },
  );
}
