import { readFileSync } from "node:fs";
import { describe } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import type { Result } from "../../result/types.ts";
import { readResult, resultFile } from "../read-result.ts";

/**
 * Reads a result that is to be written into a config.
 *
 * @throws InputError as `readResult` does, and `unsafe-lr` for a learning rate that is not finite and
 *   above 0, which any other reader would just call damaged
 */
export function readSafeResult(path: string): Result {
  try {
    return readResult(path);
  } catch (error) {
    if (error instanceof InputError && error.code === "bad-result") refuseUnsafe(resultFile(path));
    throw error;
  }
}

function refuseUnsafe(file: string): void {
  const content = parsed(file) as Partial<Record<string, Record<string, unknown>>> | null;
  for (const lr of [content?.suggestion?.lr, content?.plan?.initialLr]) {
    const isRate = typeof lr === "number" && Number.isFinite(lr) && lr > 0;
    if (lr === undefined || isRate) continue;
    throw new InputError(
      "unsafe-lr",
      `${file} holds the learning rate ${describe(lr)}, which is not a finite number above 0: nothing was written`,
      { data: { file, lr } },
    );
  }
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
