import { PROTOCOL_VERSION } from "./messages.ts";

/** A number that may be non-finite: JSON has no word for that, so those come as strings. */
const number = {
  anyOf: [{ type: "number" }, { type: "string", enum: ["NaN", "Infinity", "-Infinity"] }],
} as const;

const id = {
  type: "integer",
  description: "The number of the question that is asked or answered.",
} as const;

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
    fromFinder: {
      anyOf: [
        { $ref: "#/$defs/step" },
        { $ref: "#/$defs/evaluate" },
        { $ref: "#/$defs/snapshot" },
        { $ref: "#/$defs/restore" },
        { $ref: "#/$defs/close" },
      ],
    },
    fromTrainer: {
      anyOf: [
        { $ref: "#/$defs/ready" },
        { $ref: "#/$defs/result" },
        { $ref: "#/$defs/ok" },
        { $ref: "#/$defs/error" },
      ],
    },
    step: {
      type: "object",
      description: "One optimizer update at this base learning rate. Answered by `result`.",
      properties: {
        lrf: { const: "step" },
        id,
        lr: { type: "number", exclusiveMinimum: 0 },
      },
      required: ["lrf", "id", "lr"],
    },
    evaluate: question("evaluate", "Mean held-out loss, no change of state. Answered by `result`."),
    snapshot: question(
      "snapshot",
      "Remember weights, optimizer state, random state and data order. Answered by `ok`.",
    ),
    restore: question("restore", "Put back what was remembered. Answered by `ok`."),
    close: {
      type: "object",
      description: "The trainer ends by itself with exit code 0.",
      properties: { lrf: { const: "close" } },
      required: ["lrf"],
    },
    ready: {
      type: "object",
      description: "The trainer's first message.",
      properties: {
        lrf: { const: "ready" },
        protocol: { const: PROTOCOL_VERSION },
        capabilities: {
          type: "array",
          items: { type: "string" },
          description: "`evaluate`, `restore` (which stands for `snapshot` and `restore`).",
        },
        info: {
          type: "object",
          properties: {
            optimizer: { type: ["string", "null"], minLength: 1 },
            batchSize: { type: ["integer", "null"], minimum: 1 },
            stepsPerEpoch: { type: ["integer", "null"], minimum: 1 },
            parameterCount: { type: ["integer", "null"], minimum: 0 },
          },
        },
      },
      required: ["lrf", "protocol"],
    },
    result: {
      type: "object",
      description: "Answers `step` (the loss of the batch before the update) and `evaluate`.",
      properties: {
        lrf: { const: "result" },
        id,
        loss: number,
        lr: { ...number, description: "The base learning rate that was really applied." },
        skipped: { type: "boolean", description: "True when no update was made." },
      },
      required: ["lrf", "id", "loss"],
    },
    ok: {
      type: "object",
      description: "Answers `snapshot` and `restore`.",
      properties: { lrf: { const: "ok" }, id },
      required: ["lrf", "id"],
    },
    error: {
      type: "object",
      description: "Something failed; the finder ends the trainer.",
      properties: { lrf: { const: "error" }, id, message: { type: "string" } },
      required: ["lrf", "message"],
    },
  },
} as const;

function question<const Name extends string>(name: Name, description: string) {
  return {
    type: "object",
    description,
    properties: { lrf: { const: name }, id },
    required: ["lrf", "id"],
  } as const;
}
