import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readFieldDocs } from "../../src/cli/schema/build-schemas.ts";
import {
  journalHeaderSchema,
  parse,
  recordFileSchema,
  resultSchema,
  runEventSchema,
  type Schema,
  summarySchema,
} from "../../src/contract/index.ts";
import { type DocumentName, jsonSchemaOf } from "../../src/contract/json-schema.ts";
import { random } from "../../src/core/random.ts";
import { documentOf, documentsOf } from "./documents.ts";
import { mutationsOf } from "./mutations.ts";

/** A validator that is not ours. */
function validator(name: DocumentName): (value: unknown) => boolean {
  const schema = z.fromJSONSchema(jsonSchemaOf(name));
  return (value) => schema.safeParse(value).success;
}

const record = {
  version: 1,
  config: "config.yaml",
  records: [
    {
      by: "lr-finder 0.1.0",
      at: "2026-11-29T00:00:00.000Z",
      result: {
        file: "reports/x/result.json",
        name: "x",
        createdAt: "2026-11-29T00:00:00.000Z",
        sha256: "0".repeat(64),
        seed: 0,
      },
      changes: [{ path: "optimizer.lr", old: null, new: 0.01, line: 3, created: true }],
      before: "a".repeat(64),
      after: "b".repeat(64),
      undo: [[{ start: 3, end: 7, text: "0.1" }]],
    },
  ],
};

describe("documents fit their JSON Schema, as an independent validator reads it", () => {
  test.each(documentsOf("results"))("the result %s", (_name, text) => {
    expect(validator("result")(JSON.parse(text))).toBe(true);
  });
  test.each(documentsOf("summaries"))("the summary %s", (_name, text) => {
    expect(validator("summary")(JSON.parse(text))).toBe(true);
  });
  test.each(documentsOf("journals"))("every line of the journal %s", (_name, text) => {
    const fits = validator("journal");
    for (const line of text.trimEnd().split("\n")) expect(fits(JSON.parse(line)), line).toBe(true);
  });
  test("a record", () => {
    expect(validator("record")(record)).toBe(true);
    expect(parse(recordFileSchema, record)).toEqual({ ok: true, value: record });
  });
});

/** What only the parser says, because it is about more than one field, or about no plain form. */
const PARSER_ALONE =
  /^(?:an array as long as|numbers that never fall|an index into lrs|at most peakLr|room for|rising steps|the low end first|at least start)/;

const line: Schema = {
  read: (value) =>
    (value as { type?: unknown } | null)?.type === "header"
      ? journalHeaderSchema.read(value)
      : runEventSchema.read(value),
  json: {},
};
const header = JSON.parse(documentsOf("journals")[0]?.[1].split("\n")[0] as string);

test.each<[DocumentName, unknown, Schema]>([
  ["result", documentOf("results", "verified"), resultSchema],
  ["summary", documentOf("summaries", "standard"), summarySchema],
  ["record", record, recordFileSchema],
  ["journal", header, line],
])("parser and JSON Schema of a %s refuse the same mutations", (name, document, schema) => {
  const fits = validator(name);
  const mutations = mutationsOf(document);
  random(13, name).shuffle(mutations as never);
  const differing = mutations.slice(0, 600).flatMap(({ place, what, document: mutated }) => {
    const value = JSON.parse(JSON.stringify(mutated));
    const parsed = parse(schema, value);
    const isRefused = !parsed.ok && !PARSER_ALONE.test(parsed.expected);
    if (fits(value) === (parsed.ok || !isRefused)) return [];
    return [`${place} ${what}: ${parsed.ok ? "read" : parsed.message}`];
  });
  expect(differing).toEqual([]);
});

test("doc comments of the fields are in the JSON Schemas", async () => {
  const text = JSON.stringify(jsonSchemaOf("result", await readFieldDocs()));
  expect(text).toContain('"description":"Index of the smallest smoothed loss; -1 for no points."');
  expect(text).toContain(
    '"description":"LR of step 0 when there is warmup; otherwise equal to `peakLr`."',
  );
  expect(text).toContain('"description":"Recorded steps over all repeats."');
});
