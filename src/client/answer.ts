import { type Evaluated, evaluationFault, readEvaluation } from "../contract/evaluation.ts";
import { messageOf } from "../core/errors.ts";
import { toJson } from "../core/json.ts";
import type { Served, ServedStep } from "./types.ts";

/** What the finder asked, as far as it can be trusted. */
interface Question {
  readonly lrf?: unknown;
  readonly id?: unknown;
  readonly lr?: unknown;
}

/** The line that a trainer begins with. */
export function readyLine(served: Served): string {
  const capabilities = [
    ...(served.evaluate === undefined ? [] : ["evaluate"]),
    ...(served.snapshot === undefined || served.restore === undefined ? [] : ["restore"]),
  ];
  return toJson({ lrf: "ready", protocol: 1, capabilities, info: served.info ?? {} });
}

/**
 * Does what a line asks for and gives the line that answers; undefined for `close`. What the
 * training throws becomes an `error` message, with the stack on stderr.
 */
export async function answerTo(line: string, served: Served): Promise<string | undefined> {
  let question: Question = {};
  try {
    question = JSON.parse(line) as Question;
    if (question.lrf === "close") return undefined;
    return toJson(await act(question, served));
  } catch (thrown) {
    console.error(thrown);
    return toJson({ lrf: "error", id: question.id, message: messageOf(thrown) });
  }
}

async function act({ lrf, id, lr }: Question, served: Served): Promise<Record<string, unknown>> {
  switch (lrf) {
    case "step": {
      const given = await served.step(lr as number);
      const step = isStep(given) ? given : { loss: asLoss(given) };
      return { lrf: "result", id, loss: asLoss(step.loss), lr: step.lr, skipped: step.skipped };
    }
    case "evaluate":
      if (served.evaluate === undefined) break;
      return { lrf: "result", id, ...asEvaluation(await served.evaluate()) };
    case "snapshot":
      if (served.snapshot === undefined) break;
      await served.snapshot();
      return { lrf: "ok", id };
    case "restore":
      if (served.restore === undefined) break;
      await served.restore();
      return { lrf: "ok", id };
  }
  throw new Error(`this trainer cannot answer ${JSON.stringify(lrf)}`);
}

function isStep(given: unknown): given is ServedStep {
  return typeof given === "object" && given !== null;
}

function asEvaluation(given: unknown): Evaluated {
  const read = readEvaluation(given);
  if (read.ok) return read.value;
  throw new TypeError(evaluationFault(read));
}

function asLoss(loss: unknown): number {
  if (typeof loss === "number") return loss;
  throw new TypeError(`the loss must be a number, got ${loss === null ? "null" : typeof loss}`);
}
