import { keysOf } from "../core/records.ts";
import { curveSchema } from "./curve.ts";
import { journalHeaderSchema, runEventSchema } from "./journal.ts";
import { lawSchema } from "./law.ts";
import { noteSchema } from "./note.ts";
import { planSchema, schedulePlanSchema } from "./plan.ts";
import { protocolSchema } from "./protocol.ts";
import { applyRecordSchema, recordFileSchema } from "./record.ts";
import { resultSchema, summarySchema, verificationSchema } from "./result.ts";
import type { JsonSchema, Schema } from "./schema.ts";
import {
  axisSchema,
  studyFailureSchema,
  studyFileSchema,
  studyLeaseSchema,
  studyOutcomeSchema,
  studySpecSchema,
  studySummarySchema,
  studyTaskSchema,
} from "./study.ts";
import { sweepOptionsSchema, sweepRecordSchema, sweepRunSchema, trialSchema } from "./sweep.ts";
import { engineSchema, trainerInfoSchema } from "./trainer.ts";

export const DRAFT = "https://json-schema.org/draft/2020-12/schema";

interface DocumentKind {
  readonly title: string;
  readonly description: string;
  /** What one document is; the whole JSON Schema of the protocol. */
  readonly schema: Pick<Schema, "json"> | JsonSchema;
}

/** Every document that crosses a process, a file or a release, by the name of its JSON Schema. */
export const DOCUMENTS = {
  result: {
    title: "lr-finder result",
    description: "result.json: the answer, and everything it was made from.",
    schema: resultSchema,
  },
  summary: {
    title: "lr-finder summary",
    description: "What `run --json` and `analyze --json` print: a result without its points.",
    schema: summarySchema,
  },
  journal: {
    title: "lr-finder journal",
    description:
      "One line of a journal.jsonl: the header first, then a line for everything that happens.",
    schema: { json: { anyOf: [journalHeaderSchema.json, ...anyOf(runEventSchema)] } },
  },
  law: {
    title: "lr-finder law",
    description: "What `law --json` prints: the LR at a point, from many small measurements.",
    schema: lawSchema,
  },
  protocol: {
    title: protocolSchema.title,
    description: protocolSchema.description,
    schema: protocolSchema,
  },
  record: {
    title: "lr-finder record",
    description:
      "CONFIG.lr-finder.json: what `apply` wrote into a config, and how to take it back.",
    schema: recordFileSchema,
  },
  study: {
    title: "lr-finder study",
    description: "What `study run` measures: a spec, as YAML or JSON.",
    schema: studySpecSchema,
  },
  "study-file": {
    title: "lr-finder study file",
    description: "study.json of a study's folder: its spec as resolved.",
    schema: studyFileSchema,
  },
  "study-task": {
    title: "lr-finder study task",
    description: "tasks/<key>.json of a study's folder: one run to be made.",
    schema: studyTaskSchema,
  },
  "study-lease": {
    title: "lr-finder study lease",
    description: "leases/<key> of a study's folder: who makes the run now.",
    schema: studyLeaseSchema,
  },
  "study-failure": {
    title: "lr-finder study failure",
    description: "failures/<key>-<attempt>-<kind>.json of a study's folder.",
    schema: studyFailureSchema,
  },
  "study-outcome": {
    title: "lr-finder study outcome",
    description:
      "results/<key>/outcome.json of a study's folder: what the study reads of a result.",
    schema: studyOutcomeSchema,
  },
  "study-summary": {
    title: "lr-finder study summary",
    description: "summary.json of a study's folder, and what `study run --json` prints.",
    schema: studySummarySchema,
  },
} as const satisfies Readonly<Record<string, DocumentKind>>;

export type DocumentName = keyof typeof DOCUMENTS;

export const DOCUMENT_NAMES = keysOf(DOCUMENTS);

/** Parts that have a name of their own in `$defs`. */
const PARTS: Readonly<Record<string, Schema>> = {
  note: noteSchema,
  engine: engineSchema,
  trainerInfo: trainerInfoSchema,
  sweepOptions: sweepOptionsSchema,
  sweepRun: sweepRunSchema,
  sweepRecord: sweepRecordSchema,
  trial: trialSchema,
  schedule: schedulePlanSchema,
  plan: planSchema,
  curve: curveSchema,
  verification: verificationSchema,
  applyRecord: applyRecordSchema,
  axis: axisSchema,
};

/** What is said about the fields of an object that has these fields, by their names. */
export type FieldDocs = (fields: readonly string[]) => Readonly<Record<string, string>>;

/**
 * The JSON Schema (draft 2020-12) of a document. It says what each field may hold; what must hold
 * of several fields together (arrays of one length, indices inside of them) only the parser says.
 * NaN and the infinities stand in documents as the strings of those names.
 *
 * @param docs descriptions of the fields. @default none
 */
export function jsonSchemaOf(document: DocumentName, docs: FieldDocs = () => ({})): JsonSchema {
  const { title, description, schema } = DOCUMENTS[document];
  if ("$schema" in schema) return schema;
  const names = new Map(Object.entries(PARTS).map(([name, { json }]) => [json, name]));
  const parts: Record<string, unknown> = {};

  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within);
    return isSchema(value) ? part(value) : value;
  };
  const part = (json: JsonSchema): JsonSchema => {
    const name = names.get(json);
    if (name === undefined) return whole(json);
    if (!(name in parts)) {
      parts[name] = null;
      parts[name] = whole(json);
    }
    return { $ref: `#/$defs/${name}` };
  };
  const whole = (json: JsonSchema): JsonSchema => {
    const { properties } = json;
    return Object.fromEntries(
      Object.entries(json).map(([keyword, value]) =>
        keyword === "properties" && isSchema(properties)
          ? [keyword, fieldsOf(properties)]
          : [keyword, keyword === "default" ? value : within(value)],
      ),
    );
  };
  const fieldsOf = (properties: JsonSchema): JsonSchema => {
    const said = docs(Object.keys(properties));
    return Object.fromEntries(
      Object.entries(properties).map(([name, value]) => {
        const json = within(value);
        const about = said[name];
        return [
          name,
          about !== undefined && isSchema(json) ? { ...json, description: about } : json,
        ];
      }),
    );
  };

  const json = whole(schema.json);
  return { $schema: DRAFT, title, description, ...json, $defs: parts };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function anyOf({ json }: Schema): readonly unknown[] {
  return Array.isArray(json.anyOf) ? json.anyOf : [json];
}
