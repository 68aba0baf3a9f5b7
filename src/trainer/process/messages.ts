import { type Evaluated, evaluated } from "../../contract/evaluation.ts";
import {
  answerSchema,
  evaluationAnswerSchema,
  type TrainerMessage as SaidMessage,
} from "../../contract/protocol.ts";
import { type DoesNotFit, parse } from "../../contract/schema.ts";
import { PROTOCOL_VERSION } from "../../contract/versions.ts";
import { describe } from "../../core/check.ts";
import { messageOf } from "../../core/errors.ts";
import { parseTolerantJson } from "./tolerant-json.ts";

export { PROTOCOL_VERSION } from "../../contract/versions.ts";

/** Longest line of the protocol, in bytes. */
export const MAX_LINE_BYTES = 2 ** 20;

/** What the finder asks; the id is the session's business. */
export type Question =
  | { readonly lrf: "step"; readonly lr: number }
  | { readonly lrf: "evaluate" }
  | { readonly lrf: "snapshot" }
  | { readonly lrf: "restore" }
  | { readonly lrf: "reseed"; readonly seed: number };

/** What a trainer says of itself in `ready`; everything it may leave out is undefined. */
export interface ReadyInfo {
  readonly optimizer: string | undefined;
  readonly batchSize: number | undefined;
  readonly stepsPerEpoch: number | undefined;
  readonly parameterCount: number | undefined;
  /** What its model and data order were made with. */
  readonly seed: number | undefined;
}

/** The answer to `step`. */
export type StepMessage = Extract<SaidMessage, { lrf: "result" }>;

/** The answer to `restore`. */
export type OkMessage = Extract<SaidMessage, { lrf: "ok" }>;

/** The answer to `evaluate`. */
export interface EvaluationMessage extends Evaluated {
  readonly lrf: "result";
  readonly id: number;
}

/** A well-formed message of a trainer, with what it left out filled in. */
export type TrainerMessage =
  | Exclude<SaidMessage, { lrf: "ready" }>
  | EvaluationMessage
  | {
      readonly lrf: "ready";
      readonly capabilities: readonly string[];
      readonly info: ReadyInfo;
    };

/** A line of a trainer's stdout, read. */
export type ReadLine =
  | { readonly kind: "message"; readonly message: TrainerMessage }
  /** No protocol message: the trainer's ordinary output. */
  | { readonly kind: "output" }
  /** A message that cannot be used; `why` goes on after "the trainer". */
  | { readonly kind: "broken"; readonly code: string; readonly why: string };

const MESSAGE_START = /^\s*\{\s*"lrf"\s*:/;

/**
 * Reads a line of a trainer's stdout. Never throws.
 *
 * @param asked what it was asked: the results of a step and of an evaluation hold different things
 */
export function readLine(line: string, asked?: Question["lrf"] | "ready"): ReadLine {
  if (!MESSAGE_START.test(line)) return { kind: "output" };
  let value: unknown;
  try {
    value = parseTolerantJson(line);
  } catch (fault) {
    return broken("broken-message", `sent a broken message that is not JSON (${messageOf(fault)})`);
  }
  const said = lenient(value);
  if (asked === "evaluate") {
    const parsed = parse(evaluationAnswerSchema, said);
    if (!parsed.ok) return brokenAt(parsed, value);
    const { value: answer } = parsed;
    if (answer.lrf !== "result") return { kind: "message", message: filledIn(answer) };
    const { lrf, id, ...told } = answer;
    return { kind: "message", message: { lrf, id, ...evaluated(told) } };
  }
  const parsed = parse(answerSchema, said);
  if (!parsed.ok) return brokenAt(parsed, value);
  return { kind: "message", message: filledIn(parsed.value) };
}

/** A trainer that is failing need not say it well. */
function lenient(value: unknown): unknown {
  if (!isObject(value) || value.lrf !== "error") return value;
  const message = typeof value.message === "string" ? value.message : describe(value.message);
  return { lrf: "error", message, ...(Number.isInteger(value.id) && { id: value.id }) };
}

function filledIn(message: SaidMessage): TrainerMessage {
  if (message.lrf !== "ready") return message;
  const { lrf, capabilities, info } = message;
  return {
    lrf,
    capabilities: capabilities ?? [],
    info: {
      optimizer: info?.optimizer ?? undefined,
      batchSize: info?.batchSize ?? undefined,
      stepsPerEpoch: info?.stepsPerEpoch ?? undefined,
      parameterCount: info?.parameterCount ?? undefined,
      seed: info?.seed ?? undefined,
    },
  };
}

function brokenAt({ place, expected, value }: DoesNotFit, message: unknown): ReadLine {
  const got = describe(value);
  if (place === "lrf")
    return broken("broken-message", `sent a broken message of unknown kind ${got}`);
  if (place === "protocol") {
    const why = `speaks protocol ${got}, and this lr-finder speaks ${PROTOCOL_VERSION}`;
    return broken("wrong-protocol", why);
  }
  if (place === "loss") {
    return broken("bad-loss", `sent a broken message: the loss must be ${expected}, got ${got}`);
  }
  const whose = isObject(message) && message.lrf === "ready" ? "ready message" : "answer";
  const why = `sent a broken message: the "${place}" of its ${whose} must be ${expected}, got ${got}`;
  return broken(place === "id" ? "wrong-id" : "broken-message", why);
}

function broken(code: string, why: string): ReadLine {
  return { kind: "broken", code, why };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
