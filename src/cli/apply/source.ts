import { createHash } from "node:crypto";
import { readFile, realpath } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { type RecordOptions, recordFilePath } from "../../config/index.ts";
import { packageVersion } from "../../resources.ts";
import type { Result } from "../../result/types.ts";
import type { ApplyTarget } from "./target.ts";

/** What is recorded of a result beside the config that it is written into; undefined for nothing. */
export async function recordOptions(
  result: Result,
  resultFile: string,
  { file, record }: ApplyTarget,
): Promise<RecordOptions | undefined> {
  if (record === "none") return undefined;
  const folder = await realpath(dirname(await recordFilePath(file)));
  const path = await realpath(resolve(resultFile));
  return {
    place: record,
    source: {
      by: `lr-finder ${packageVersion()}`,
      at: new Date().toISOString(),
      result: {
        file: relative(folder, path).split(sep).join("/"),
        name: result.name,
        createdAt: result.createdAt,
        sha256: createHash("sha256")
          .update(await readFile(path))
          .digest("hex"),
        seed: result.record.options.seed,
      },
    },
  };
}
