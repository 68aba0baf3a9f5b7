import { toJson } from "../../core/json.ts";
import type { Result } from "../../result/types.ts";
import { clean } from "../../words/text.ts";

/** Longest value that is shown whole. */
const VALUE_LENGTH = 60;

/** Names that say where a result came from and when, not how it was trained. */
const OUTCOMES = new Set(["name", "out", "report"]);

/**
 * Everything that was set for a result, by dotted names: its trainer's own words on optimizer, batch
 * size and engine, the seed, the data, and every option as resolved.
 *
 * Values are text, cut at 60 characters; null and undefined count as absent.
 */
export function settings({ options, record, data }: Result): ReadonlyMap<string, string> {
  const { info } = record;
  const found = new Map<string, string>();
  const add = (name: string, value: unknown) => {
    if (value === null || value === undefined || OUTCOMES.has(name)) return;
    if (typeof value === "object" && !Array.isArray(value)) {
      for (const [inner, part] of Object.entries(value)) add(`${name}.${inner}`, part);
      return;
    }
    found.set(name, clean(typeof value === "string" ? value : toJson(value), VALUE_LENGTH));
  };
  for (const [name, value] of Object.entries(options)) add(name, value);
  for (const [name, value] of Object.entries(record.options)) add(name, value);
  add("optimizer", info.optimizer);
  add("batchSize", info.batchSize);
  add("parameterCount", info.parameterCount);
  add("engine", record.info.engine?.name);
  add("data", data?.source);
  add("digest", data?.digest.slice(0, 12));
  return found;
}
