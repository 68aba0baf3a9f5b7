import { mapValues } from "../core/records.ts";
import { evaluationConditions, evaluationFields } from "./evaluation.ts";
import {
  anything,
  described,
  flag,
  type Infer,
  integer,
  type JsonSchema,
  list,
  literal,
  loss,
  name,
  nullable,
  object,
  optional,
  positive,
  record,
  type Schema,
  text,
  variants,
} from "./schema.ts";
import { PROTOCOL_VERSION } from "./versions.ts";

const id = described(integer(), "The number of the question that is asked or answered.");

const errorShape = object({ code: text, message: text, data: record(anything) });

/** What the finder says, by the word after `lrf`. */
const questions = {
  step: described(
    object({ lrf: literal("step"), id, lr: positive }),
    "One optimizer update at this base learning rate. Answered by `result`.",
  ),
  evaluate: described(
    object({ lrf: literal("evaluate"), id }),
    "Mean held-out loss, no change of state. Answered by `result`.",
  ),
  snapshot: described(
    object({ lrf: literal("snapshot"), id }),
    "Remember weights, optimizer state, random state and data order. Answered by `ok`.",
  ),
  restore: described(
    object({ lrf: literal("restore"), id }),
    "Put back what was remembered. Answered by `ok`.",
  ),
  reseed: described(
    object({ lrf: literal("reseed"), id, seed: integer(0) }),
    "Go on with other randomness, as if made with this seed, of a trainer with the capability `reseed`. `restore` undoes it. Answered by `ok`.",
  ),
  close: described(
    object({ lrf: literal("close") }),
    "The trainer ends by itself with exit code 0.",
  ),
  done: described(
    object({ lrf: literal("done"), result: anything }),
    "The last message to a trainer that started the finder (`run --trainer -`): the object of `--json`.",
  ),
  failed: described(
    object({ lrf: literal("failed"), error: errorShape, result: optional(anything) }),
    "The same where there is no answer; `result` is what the steps before gave.",
  ),
};

const readyInfo = object({
  optimizer: optional(nullable(name)),
  batchSize: optional(nullable(integer(1))),
  stepsPerEpoch: optional(nullable(integer(1))),
  parameterCount: optional(nullable(integer(0))),
  seed: optional(
    nullable(
      described(integer(0), "What model and data order were made with: with `--trainer -`."),
    ),
  ),
});

/** What a trainer says, by the word after `lrf`. */
const answers = {
  ready: described(
    object({
      lrf: literal("ready"),
      protocol: literal(PROTOCOL_VERSION),
      capabilities: optional(
        nullable(
          described(
            list(text, { called: "a list of names" }),
            "`evaluate`, `restore` (which stands for `snapshot` and `restore`), `reseed`.",
          ),
        ),
      ),
      info: optional(nullable(readyInfo)),
    }),
    "The trainer's first message.",
  ),
  result: described(
    object({
      lrf: literal("result"),
      id,
      loss,
      lr: optional(described(loss, "The base learning rate that was really applied.")),
      skipped: optional(described(flag, "True when no update was made.")),
    }),
    "Answers `step`: the loss of the batch before the update.",
  ),
  evaluation: described(
    withOneOf(
      object({ lrf: literal("result"), id, ...evaluationFields }, ...evaluationConditions),
      "loss",
      "losses",
    ),
    "Answers `evaluate`: the mean held-out loss, and how sure it is as far as that is known.",
  ),
  ok: described(
    object({
      lrf: literal("ok"),
      id,
      notRestored: optional(
        described(
          list(object({ name: text, kind: optional(text), later: optional(flag) })),
          "After a restore: what training has changed and nobody named, so that it was not put back. `later`: losses show it only after further updates, as of an optimizer.",
        ),
      ),
    }),
    "Answers `snapshot`, `restore` and `reseed`.",
  ),
  error: described(
    object({ lrf: literal("error"), id: optional(id), message: text }),
    "Something failed; the finder ends the trainer.",
  ),
};

/** A line of the finder. */
export const questionSchema = variants(
  "lrf",
  questions.step,
  questions.evaluate,
  questions.snapshot,
  questions.restore,
  questions.reseed,
  questions.close,
  questions.done,
  questions.failed,
);

/** A line of a trainer. */
export const answerSchema = variants(
  "lrf",
  answers.ready,
  answers.result,
  answers.ok,
  answers.error,
);

/** A line of a trainer that was asked to evaluate. */
export const evaluationAnswerSchema = variants(
  "lrf",
  answers.ready,
  answers.evaluation,
  answers.ok,
  answers.error,
);

/** What the finder says. */
export type FinderMessage = Infer<typeof questionSchema>;

/** What a trainer says of itself in `ready`; everything it may leave out is undefined or null. */
export interface ReadyMessageInfo extends Infer<typeof readyInfo> {}

/** What a trainer says where it was not asked to evaluate. */
export type TrainerMessage = Infer<typeof answerSchema>;

/**
 * The trainer protocol as a JSON Schema (draft 2020-12): one line of either direction. In `$defs`
 * stand `fromFinder` and `fromTrainer`, each a union of the messages of that direction, and each
 * message by its own name. The key `lrf` comes first on the line. On the line `NaN`, `Infinity` and
 * `-Infinity` may also stand bare, which JSON Schema cannot say.
 */
export const protocolSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "lr-finder trainer protocol",
  description: `Version ${PROTOCOL_VERSION}: one line on the trainer's stdin or stdout.`,
  anyOf: [{ $ref: "#/$defs/fromFinder" }, { $ref: "#/$defs/fromTrainer" }],
  $defs: {
    fromFinder: anyOf(questions),
    fromTrainer: anyOf(answers),
    ...jsonOf(questions),
    ...jsonOf(answers),
  },
} as const satisfies JsonSchema;

/** An object that has one of these optional fields at least, in the words of JSON Schema. */
function withOneOf<S extends Schema>(schema: S, ...names: string[]): S {
  const { required = [], ...json } = schema.json as { required?: readonly string[] };
  const anyOf = names.map((name) => ({ ...json, required: [...required, name] }));
  return { ...schema, json: { anyOf } };
}

function anyOf(messages: Readonly<Record<string, Schema>>) {
  return { anyOf: Object.keys(messages).map((kind) => ({ $ref: `#/$defs/${kind}` })) };
}

function jsonOf<const Kind extends string>(
  messages: Readonly<Record<Kind, Schema>>,
): Readonly<Record<Kind, JsonSchema>> {
  return mapValues(messages, ({ json }) => json);
}
