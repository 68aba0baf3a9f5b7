import type { Result } from "../../../result/types.ts";
import { readsCurve } from "../../../suggest/index.ts";
import {
  type Analysis,
  type Analyst,
  analyst,
  recordingOf,
  type Settings,
} from "../../analysis/index.ts";

/**
 * An analyst of a recording that lies elsewhere. Its quick analyses are of the points at hand, with
 * the peers' rules as they were when they last read every point. A full one is asked for elsewhere:
 * until it is there the quick one stands in for it, then `again` is called, and the same settings
 * give it.
 *
 * @param result with neighbouring points put together, and the rules of every point
 * @param analyze the full analysis of every point
 * @param again called with each full analysis that has come; not when one fails, for the quick one
 *   says as much
 */
export function farAnalyst(
  result: Result,
  analyze: (settings: Settings) => Promise<Analysis>,
  again: () => void,
): Analyst {
  const near = analyst(recordingOf(result));
  const { rule } = near;
  let picks = result.rules;
  let full: Analysis | null = null;
  let wanted: Settings | null = null;

  const quick = (settings: Settings): Analysis => {
    const made = near.quick(settings);
    if (settings.rulesRead === "curve") return made;
    const peers = Object.entries(picks).filter(([name]) => !readsCurve(name));
    const rules = { ...made.rules, ...Object.fromEntries(peers) };
    const lr = rule === undefined ? made.recommended?.lr : rules[rule]?.lr;
    const none = made.recommended === null || lr === undefined || lr === null;
    return { ...made, rules, recommended: none ? null : { lr, range: [lr, lr] } };
  };
  return {
    rule,
    quick,
    full(settings) {
      if (full !== null && same(full.settings, settings)) return full;
      if (wanted === null || !same(wanted, settings)) {
        wanted = settings;
        analyze(settings).then(
          (found) => {
            if (wanted !== settings) return;
            wanted = null;
            full = found;
            if (settings.rulesRead === "own") picks = found.rules;
            again();
          },
          () => {},
        );
      }
      return quick(settings);
    },
  };
}

function same(one: Settings, other: Settings): boolean {
  return (
    one.bandwidth === other.bandwidth &&
    one.fromLr === other.fromLr &&
    one.toLr === other.toLr &&
    one.rulesRead === other.rulesRead
  );
}
