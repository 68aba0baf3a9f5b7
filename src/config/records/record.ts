import { createHash } from "node:crypto";
import { z } from "zod";
import { toJson } from "../../core/json.ts";
import type { ConfigChange, EditPlan } from "../edit.ts";
import { formatKeyPath, parseKeyPath } from "../key-path.ts";

/** Where the values that are written come from. */
export interface RecordSource {
  /** What wrote them, e.g. `lr-finder 0.1.0`. */
  readonly by: string;
  /** When: ISO 8601, UTC. */
  readonly at: string;
  readonly result: RecordedResult;
}

/** The result that a record points to. */
export interface RecordedResult {
  /** Path relative to the config's folder, with `/`. */
  readonly file: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Of the result's file, in hex. */
  readonly sha256: string;
  readonly seed: number;
}

/**
 * What one `apply` wrote, from what, and how to take it back. `before` and `after` are the SHA-256
 * (hex) of the config's text without its record comments: a record whose `before` is the config's
 * hash was never carried out, or was taken back.
 */
export interface ApplyRecord extends RecordSource {
  readonly changes: readonly ConfigChange[];
  readonly before: string;
  readonly after: string;
  /** As in {@link EditPlan}. */
  readonly undo: EditPlan["undo"];
}

const offset = z.number().int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const keyPath = z.string().transform((text) => formatKeyPath(parseKeyPath(text)));

export const recordSchema = z.looseObject({
  by: z.string(),
  at: z.string(),
  result: z.looseObject({
    file: z.string(),
    name: z.string(),
    createdAt: z.string(),
    sha256,
    seed: z.number(),
  }),
  changes: z
    .array(
      z.looseObject({
        path: keyPath,
        old: z.union([scalar, z.array(scalar)]),
        new: z.union([z.string(), z.number(), z.array(z.number())]),
        line: z.number().int().min(1),
        created: z.literal(true).optional(),
      }),
    )
    .min(1),
  before: sha256,
  after: sha256,
  undo: z.array(z.array(z.looseObject({ start: offset, end: offset, text: z.string() }))),
});

/** The record of a plan that is about to be written over `oldText`. */
export function makeRecord(source: RecordSource, oldText: string, plan: EditPlan): ApplyRecord {
  const { by, at, result } = source;
  const { changes, undo } = plan;
  return { by, at, result, changes, before: textHash(oldText), after: textHash(plan.text), undo };
}

/** SHA-256 of a text as UTF-8, in hex. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A record on one line of ASCII. */
export function recordLine(record: ApplyRecord): string {
  return toJson(record).replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
