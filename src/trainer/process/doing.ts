import { formatLr } from "../../core/format.ts";
import type { Question, TrainerMessage } from "./messages.ts";

/** What a trainer is expected to do: get ready, or answer a question. */
export type Doing = { readonly lrf: "ready" } | Question;

/** The line that asks a question. */
export function questionLine(question: Question, id: number): string {
  if (question.lrf === "step") return `{"lrf":"step","id":${id},"lr":${question.lr}}\n`;
  if (question.lrf === "reseed") return `{"lrf":"reseed","id":${id},"seed":${question.seed}}\n`;
  return `{"lrf":"${question.lrf}","id":${id}}\n`;
}

/** The kind of message that answers. */
export function expectedAnswer(doing: Doing): TrainerMessage["lrf"] {
  if (doing.lrf === "ready") return "ready";
  return doing.lrf === "step" || doing.lrf === "evaluate" ? "result" : "ok";
}

/** "a step at LR 0.001", "an evaluation", … */
export function questionText(question: Question): string {
  if (question.lrf === "step") return `a step at LR ${formatLr(question.lr)}`;
  if (question.lrf === "reseed") return `a change of its seed to ${question.seed}`;
  return { evaluate: "an evaluation", snapshot: "a snapshot", restore: "a restore" }[question.lrf];
}

/** "getting ready", "answering a step at LR 0.001", … */
export function doingText(doing: Doing): string {
  return doing.lrf === "ready" ? "getting ready" : `answering ${questionText(doing)}`;
}

/** "before it was ready", "before it answered a step at LR 0.001", … */
export function beforeText(doing: Doing | undefined): string {
  if (doing === undefined) return "without being asked to";
  return doing.lrf === "ready"
    ? "before it was ready"
    : `before it answered ${questionText(doing)}`;
}

/** "was not ready within 60 s", "did not answer a step at LR 0.001 within 5 s". */
export function timeoutText(doing: Doing, timeoutMs: number): string {
  const what = doing.lrf === "ready" ? "was not ready" : `did not answer ${questionText(doing)}`;
  return `${what} within ${timeoutMs / 1000} s`;
}
