import type { StudySummary } from "../../contract/index.ts";
import { formatLr } from "../../core/format.ts";
import { cellText } from "../../study/cells.ts";
import type { Io } from "../io.ts";
import { printText } from "../output.ts";
import { styleFor } from "../style.ts";

/** Failures that are printed. */
const SHOWN = 10;
/** Lines of stderr of each. */
const LINES = 8;

/** Prints how far a study is, and what failed. */
export function printSummary(
  { name, counts, failures, laws, warnings }: StudySummary,
  folder: string,
  io: Io,
): void {
  const { tasks, done, running, failed, waiting } = counts;
  const say = (text: string) => printText(io, `${text}\n`);
  for (const { factors, seed, attempt, message, stderr } of failures.slice(0, SHOWN)) {
    say(
      `failed: ${cellText(factors)}, seed ${seed}, after ${attempt} attempt${attempt === 1 ? "" : "s"}: ${message}`,
    );
    const lines = stderr.trim().split("\n").slice(-LINES);
    for (const line of lines) if (line !== "") io.out(`    ${line}\n`);
  }
  if (failures.length > SHOWN) say(`and ${counts.failed - SHOWN} more: ${folder}/failures`);
  const style = styleFor(io);
  for (const { message } of warnings) io.err(`${style.yellow("warning:")} ${message}\n`);
  say(
    `${name}: ${done} of ${tasks} runs done, ${running} running, ${waiting} waiting, ${failed} failed`,
  );
  for (const { names, law } of laws ?? []) {
    const who = Object.keys(names).length === 0 ? "" : ` for ${cellText(names)}`;
    if (law.status === "found") {
      const [low, high] = law.interval80;
      say(
        `LR${who} at ${cellText(law.at)}: ${formatLr(law.lr)} (80 %: ${formatLr(low)} to ${formatLr(high)})`,
      );
    } else if (law.reason !== "no-point") {
      say(
        `no LR${who} at ${cellText(law.at)}: ${law.reasons.map(({ message }) => message).join(" ")}`,
      );
    }
  }
  say(`${folder}/results.csv, ${folder}/summary.json`);
}
