import { InputError } from "../../src/core/errors.ts";
import { random } from "../../src/core/random.ts";
import { parseResult, type Result } from "../../src/result/index.ts";
import { documentOf } from "./documents.ts";
import { mutationsOf } from "./mutations.ts";
import { usesOf } from "./use-result.ts";

/** What became of mutations of one result. */
export interface Checked {
  readonly checked: number;
  /** Mutations that are still results. */
  readonly read: number;
  /** What was neither read nor refused, or was read and could not be used. */
  readonly faults: readonly string[];
}

/**
 * Reads one-field mutations of a result, in a seeded order, and does with what is still a result all
 * that can be done with one.
 *
 * @param most mutations that are read
 * @param uses those of them that are read and used, at most
 */
export function checkMutations(
  name: string,
  most = Number.POSITIVE_INFINITY,
  uses = Number.POSITIVE_INFINITY,
): Checked {
  const document = documentOf("results", name);
  const beside = parseResult(JSON.stringify(document), name);
  const mutations = mutationsOf(document);
  const order = mutations.map((_, i) => i);
  random(13, name).shuffle(order);
  const faults: string[] = [];
  let used = 0;
  let read = 0;
  for (const index of order.slice(0, most)) {
    const { place, what, document: mutated } = mutations[index] as (typeof mutations)[number];
    let result: Result;
    try {
      result = parseResult(JSON.stringify(mutated), "result.json");
    } catch (thrown) {
      if (!(thrown instanceof InputError)) faults.push(`${place} ${what}: ${thrown}`);
      continue;
    }
    read += 1;
    if (used++ >= uses) continue;
    for (const [use, run] of Object.entries(usesOf(result, beside))) {
      try {
        run();
      } catch (thrown) {
        faults.push(`${place} ${what}, ${use}: ${thrown}`);
      }
    }
  }
  return { checked: Math.min(most, mutations.length), read, faults };
}
