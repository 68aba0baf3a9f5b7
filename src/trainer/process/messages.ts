import { describe } from "../../core/check.ts";
import { messageOf } from "../../core/errors.ts";
import { numberFromJson } from "../../core/json.ts";
import { parseTolerantJson } from "./tolerant-json.ts";

/** The version of the protocol that is spoken here. */
export const PROTOCOL_VERSION = 1;

/** Longest line of the protocol, in bytes. */
export const MAX_LINE_BYTES = 2 ** 20;

/** What the finder asks; the id is the session's business. */
export type Question =
  | { readonly lrf: "step"; readonly lr: number }
  | { readonly lrf: "evaluate" }
  | { readonly lrf: "snapshot" }
  | { readonly lrf: "restore" };

/** What a trainer says of itself in `ready`; everything it may leave out is undefined. */
export interface ReadyInfo {
  readonly optimizer: string | undefined;
  readonly batchSize: number | undefined;
  readonly stepsPerEpoch: number | undefined;
  readonly parameterCount: number | undefined;
}

/** A well-formed message of a trainer. */
export type TrainerMessage =
  | {
      readonly lrf: "ready";
      readonly capabilities: readonly string[];
      readonly info: ReadyInfo;
    }
  | {
      readonly lrf: "result";
      readonly id: number;
      readonly loss: number;
      readonly lr?: number;
      readonly skipped?: boolean;
    }
  | { readonly lrf: "ok"; readonly id: number }
  | { readonly lrf: "error"; readonly id: number | undefined; readonly message: string };

/** A line of a trainer's stdout, read. */
export type ReadLine =
  | { readonly kind: "message"; readonly message: TrainerMessage }
  /** No protocol message: the trainer's ordinary output. */
  | { readonly kind: "output" }
  /** A message that cannot be used; `why` goes on after "the trainer". */
  | { readonly kind: "broken"; readonly code: string; readonly why: string };

const MESSAGE_START = /^\s*\{\s*"lrf"\s*:/;

/** Reads a line of a trainer's stdout. Never throws. */
export function readLine(line: string): ReadLine {
  if (!MESSAGE_START.test(line)) return { kind: "output" };
  let value: Record<string, unknown>;
  try {
    value = parseTolerantJson(line) as Record<string, unknown>;
  } catch (fault) {
    return broken("broken-message", `sent a broken message that is not JSON (${messageOf(fault)})`);
  }
  switch (value.lrf) {
    case "ready":
      return readReady(value);
    case "result":
      return readResult(value);
    case "ok":
      if (!isId(value.id)) return badId(value);
      return { kind: "message", message: { lrf: "ok", id: value.id } };
    case "error": {
      const message = typeof value.message === "string" ? value.message : describe(value.message);
      const id = isId(value.id) ? value.id : undefined;
      return { kind: "message", message: { lrf: "error", id, message } };
    }
    default:
      return broken(
        "broken-message",
        `sent a broken message of unknown kind ${describe(value.lrf)}`,
      );
  }
}

function readReady(value: Record<string, unknown>): ReadLine {
  if (value.protocol !== PROTOCOL_VERSION) {
    return broken(
      "wrong-protocol",
      `speaks protocol ${describe(value.protocol)}, and this lr-finder speaks ${PROTOCOL_VERSION}`,
    );
  }
  const capabilities = value.capabilities ?? [];
  if (!Array.isArray(capabilities) || capabilities.some((one) => typeof one !== "string")) {
    return broken(
      "broken-message",
      `sent a broken message: the "capabilities" of its ready message must be a list of names, got ${describe(capabilities)}`,
    );
  }
  const info = (value.info ?? {}) as Record<string, unknown>;
  if (typeof info !== "object" || Array.isArray(info)) {
    return broken(
      "broken-message",
      `sent a broken message: the "info" of its ready message must be an object, got ${describe(info)}`,
    );
  }
  const { optimizer, batchSize, stepsPerEpoch, parameterCount } = info;
  const wrong =
    (given(optimizer) && (typeof optimizer !== "string" || optimizer === "")
      ? wrongInfo("optimizer", "a name", optimizer)
      : undefined) ??
    wrongCount("batchSize", batchSize, 1) ??
    wrongCount("stepsPerEpoch", stepsPerEpoch, 1) ??
    wrongCount("parameterCount", parameterCount, 0);
  if (wrong !== undefined) return wrong;
  return {
    kind: "message",
    message: {
      lrf: "ready",
      capabilities: capabilities as string[],
      info: {
        optimizer: (optimizer ?? undefined) as string | undefined,
        batchSize: (batchSize ?? undefined) as number | undefined,
        stepsPerEpoch: (stepsPerEpoch ?? undefined) as number | undefined,
        parameterCount: (parameterCount ?? undefined) as number | undefined,
      },
    },
  };
}

function readResult(value: Record<string, unknown>): ReadLine {
  const { id, lr, skipped } = value;
  if (!isId(id)) return badId(value);
  const loss = numberFromJson(value.loss);
  if (loss === undefined) {
    return broken(
      "bad-loss",
      `sent a broken message: the loss must be a number, got ${describe(value.loss)}`,
    );
  }
  const applied = lr === undefined ? undefined : numberFromJson(lr);
  if (lr !== undefined && applied === undefined) {
    return broken(
      "broken-message",
      `sent a broken message: the "lr" of its answer must be a number, got ${describe(lr)}`,
    );
  }
  if (skipped !== undefined && typeof skipped !== "boolean") {
    return broken(
      "broken-message",
      `sent a broken message: the "skipped" of its answer must be true or false, got ${describe(skipped)}`,
    );
  }
  return {
    kind: "message",
    message: {
      lrf: "result",
      id,
      loss,
      ...(applied === undefined ? {} : { lr: applied }),
      ...(skipped === undefined ? {} : { skipped }),
    },
  };
}

function wrongCount(name: string, value: unknown, min: number): ReadLine | undefined {
  if (!given(value) || (Number.isInteger(value) && (value as number) >= min)) return undefined;
  return wrongInfo(name, `an integer of at least ${min}`, value);
}

function wrongInfo(name: string, expected: string, value: unknown): ReadLine {
  return broken(
    "broken-message",
    `sent a broken message: the "info.${name}" of its ready message must be ${expected}, got ${describe(value)}`,
  );
}

function badId(value: Record<string, unknown>): ReadLine {
  return broken(
    "wrong-id",
    `sent a broken message: the "id" of its answer must be an integer, got ${describe(value.id)}`,
  );
}

function broken(code: string, why: string): ReadLine {
  return { kind: "broken", code, why };
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isId(value: unknown): value is number {
  return Number.isInteger(value);
}
