import {
  type ConfigEdit,
  detectFormat,
  pickKey,
  readConfig,
  scheduleEdits,
} from "../config/index.ts";
import { LrFinderError } from "../core/errors.ts";
import { roundLr } from "../core/format.ts";
import type { Result } from "../result/types.ts";

/**
 * The edits that put a result into a config: the suggested LR (three significant digits) at `key`,
 * and fields of the schedule at the keys they are mapped to.
 *
 * @param key default: the only key of the config that looks like a learning rate
 * @throws InputError when the config cannot be read, or has no key or several that could be meant
 */
export async function resultEdits(
  result: Result,
  config: string,
  key: string | undefined,
  schedule: Readonly<Record<string, string>>,
): Promise<ConfigEdit[]> {
  if (!("lr" in result.suggestion) || result.plan === null) {
    throw new LrFinderError("no-suggestion", "the result holds no suggestion to write");
  }
  const path = key ?? (await likelyKey(config));
  return [
    { path, value: roundLr(result.plan.initialLr), as: "lr" },
    ...scheduleEdits(result.plan, schedule),
  ];
}

async function likelyKey(config: string): Promise<string> {
  const { text } = await readConfig(config);
  return pickKey(text, detectFormat(config, text), config);
}
