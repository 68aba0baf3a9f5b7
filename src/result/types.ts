import type { Infer } from "../contract/index.ts";
import type { resultSchema, summarySchema } from "../contract/result.ts";
import type { RuleName, RulePick } from "../suggest/index.ts";

/**
 * A document whose rules have the names that this version knows. A file of another version may lack
 * some of them, and may hold others.
 */
type WithRuleNames<Document> = Document extends { readonly methods: unknown }
  ? Omit<Document, "methods" | "rules"> & {
      readonly methods: { readonly [Rule in RuleName]?: number | null };
    } & (Document extends { readonly rules: unknown }
        ? { readonly rules: { readonly [Rule in RuleName]?: RulePick } }
        : unknown)
  : never;

/**
 * What `run --json` prints. A contract: fields are added, never renamed or removed.
 *
 * With `status` "found" there are a suggested LR and a plan; with "none" a reason.
 */
export type ResultSummary = WithRuleNames<Infer<typeof summarySchema>>;

/** `result.json`: the summary and everything it was made from, so that a report can be made again. */
export type Result = WithRuleNames<Infer<typeof resultSchema>>;

export type { Verification, VerifiedSide } from "../contract/index.ts";
export { RESULT_VERSION } from "../contract/versions.ts";
