import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";

/** What the finder said, and what came of it. */
export interface SpeakingParent {
  /** The finder's ends of the pipes. */
  readonly streams: { readonly input: PassThrough; readonly output: PassThrough };
  readonly asked: Record<string, unknown>[];
  /** The LR-independent state: where the parameter stands. */
  readonly state: { x: number; draws: number };
  /** Closes the finder's stdin. */
  leave(): void;
  /** Writes a line to it. */
  say(line: string): void;
}

export interface ParentOptions {
  readonly capabilities?: readonly string[];
  readonly seed?: number;
  /** Answers a question in its own way; undefined: as usual; null: not at all. */
  readonly answer?: (
    question: Record<string, unknown>,
    parent: SpeakingParent,
  ) => string | null | undefined;
}

/** A trainer that has started the finder: gradient descent on x^2 / 2 with a little noise by its seed. */
export function speakingParent(options: ParentOptions = {}): SpeakingParent {
  const { capabilities = ["evaluate", "restore", "reseed"], seed = 3, answer } = options;
  const input = new PassThrough();
  const output = new PassThrough();
  const state = { x: 2, draws: seed };
  let saved = { ...state };
  const say = (line: string) => {
    if (!input.destroyed && !input.writableEnded) input.write(`${line}\n`);
  };
  const noise = () => {
    state.draws = (state.draws * 16807 + 11) % 2147483647;
    return (state.draws / 2147483647 - 0.5) / 50;
  };
  const parent: SpeakingParent = {
    streams: { input, output },
    asked: [],
    state,
    leave: () => void input.end(),
    say,
  };
  const answerTo = (question: Record<string, unknown>): Record<string, unknown> => {
    if (question.lrf === "step") {
      const loss = state.x ** 2 / 2 + noise();
      state.x -= (question.lr as number) * state.x;
      return { lrf: "result", loss };
    }
    if (question.lrf === "evaluate") return { lrf: "result", loss: state.x ** 2 / 2 };
    if (question.lrf === "snapshot") saved = { ...state };
    if (question.lrf === "restore") Object.assign(state, saved);
    if (question.lrf === "reseed") state.draws = question.seed as number;
    return { lrf: "ok" };
  };
  createInterface({ input: output }).on("line", (line) => {
    const question = JSON.parse(line);
    parent.asked.push(question);
    const own = answer?.(question, parent);
    if (own === null) return;
    const { lrf, ...rest } = own === undefined ? answerTo(question) : JSON.parse(own);
    say(JSON.stringify({ lrf, id: question.id, ...rest }));
  });
  say("words of the trainer that are no message");
  const info = { optimizer: "sgd", batchSize: 8, stepsPerEpoch: 50, parameterCount: 1, seed };
  say(JSON.stringify({ lrf: "ready", protocol: 1, capabilities, info }));
  return parent;
}
