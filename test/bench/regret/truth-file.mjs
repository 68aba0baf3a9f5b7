// The file with the ground truth: one line a pair, numbers with five digits.
import { readFileSync } from "node:fs";

export const TRUTH_VERSION = 1;
export const TRUTH_FILE = new URL("truth.json", import.meta.url);

/**
 * `{ version, made, pairs }`. A pair has its `horizon` (steps), the `initial` loss and, for
 * regression, that of the `constant` predictor; then, for each of `log10Lrs`, a list over seeds of
 * the `end` loss, the `best` loss of a checkpoint and `at` which step that was (null: diverged), all
 * of the test slice. Most pairs also have the losses of the tune slice, `tuneInitial`, `tuneEnd` and
 * `tuneBest`, and the test loss of the checkpoint with the lowest one of the tune slice, `bestByTune`:
 * what early stopping by the tune slice gives.
 */
export function readTruth(file = TRUTH_FILE) {
  const truth = JSON.parse(readFileSync(file, "utf8"));
  if (truth.version !== TRUTH_VERSION) {
    throw new Error(
      `${file.pathname} has version ${truth.version}, not ${TRUTH_VERSION}: make it again`,
    );
  }
  return truth;
}

/** The file's text. */
export function truthText({ version, made, pairs }) {
  const short = (_, value) =>
    typeof value === "number" && Number.isFinite(value) ? Number(value.toPrecision(5)) : value;
  const lines = Object.entries(pairs).map(
    ([id, pair]) => `    ${JSON.stringify(id)}: ${JSON.stringify(pair, short)}`,
  );
  return `{\n  "version": ${version},\n  "made": ${JSON.stringify(made)},\n  "pairs": {\n${lines.join(",\n")}\n  }\n}\n`;
}
