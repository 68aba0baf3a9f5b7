import type { PlanKind } from "./plan.ts";

/** The comments in code that is written for a schedule: single lines without the comment's mark. */
export interface CodeComments {
  /** What the code is: the kind of schedule, its highest LR as text, and the length of the run. */
  readonly planned: (kind: PlanKind, lr: string, steps: number) => string;
  readonly learningRate: string;
  readonly value: string;
  readonly traced: string;
  /** Why there are two ways to set a learning rate. */
  readonly setters: readonly string[];
  readonly ownLoop: string;
  readonly optimizer: string;
  readonly callback: string;
  readonly goesOn: string;
  readonly everyStep: string;
}

const HEADINGS: Readonly<Record<PlanKind, string>> = {
  cosine: "Cosine",
  step: "Step decay",
  "warmup-stable-decay": "Warmup, stable, decay",
};

/** In the language that messages are written in. */
export const CODE_COMMENTS: CodeComments = {
  planned: (kind, lr, steps) =>
    `${HEADINGS[kind]} from ${lr} over ${steps} steps, planned by lr-finder.`,
  learningRate: "Learning rate of an optimizer step, counted from 0.",
  value: "Value for an optimizer step, counted from 0.",
  traced: "Value for an optimizer step, counted from 0; may be traced by jit.",
  setters: [
    "SGD and Momentum keep a tensor of the learning rate, which only their setter replaces. Adam and",
    "the others have no setter: they read a field (protected in TypeScript) at every step.",
  ],
  ownLoop: "Or in a loop of your own:",
  optimizer: "For an optimizer that was made with lr=BASE_LR.",
  callback: "Sets the learning rate before every optimizer step (steps_per_execution must be 1).",
  goesOn: "An optimizer that has trained before goes on where it stopped.",
  everyStep: "after every optimizer step, not every epoch",
};
