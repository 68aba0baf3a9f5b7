import { LrFinderError } from "../../src/core/errors.ts";
import { type Random, random } from "../../src/core/random.ts";
import { buildCurve } from "../../src/curve/index.ts";
import { collector, eventsOfRuns, eventsOfTrials } from "../../src/live/collect.ts";
import { createLogParser, resultFromLogs, sweepFromLog } from "../../src/logs/index.ts";
import { renderText } from "../../src/report/index.ts";
import { readJournal } from "../../src/sweep/journal.ts";
import { documentsOf } from "./documents.ts";

const STRANGE = [
  "null",
  "1",
  "{}",
  "[]",
  '"x"',
  "",
  '{"type":null}',
  '{"type":"constructor"}',
  '{"type":"__proto__"}',
  '{"type":"run-start","run":-1}',
  '{"type":"run-start","run":1e9,"seed":0}',
  '{"type":"trial-start","trial":7,"label":"x","peakLr":1,"seed":0,"plannedSteps":1}',
  '{"type":"step","run":0,"stepIndex":0,"lr":null,"loss":1}',
  '{"type":"run-end","run":0,"stopReason":"later","stopDetail":"x"}',
  '{"type":"header","version":1}',
];

/**
 * Reads a journal with a byte flipped, cut somewhere, or with a strange, doubled, moved or missing
 * line, one of them at a time, and does with what is still a journal what is done with one: resume,
 * follow, analyze. `faults` are those that ended in anything else than an error of ours.
 */
export function checkJournals(
  name: string,
  count: number,
): { readonly checked: number; readonly faults: readonly string[] } {
  const text = documentsOf("journals").find(([file]) => file === name)?.[1] as string;
  const stream = random(13, name);
  const faults: string[] = [];
  for (let i = 0; i < count; i++) {
    const changed = i % 2 === 0 ? flipped(text, stream) : rearranged(text, stream);
    for (const use of [resume, analyze]) {
      try {
        use(changed);
      } catch (thrown) {
        if (!(thrown instanceof LrFinderError)) faults.push(`${i} ${use.name}: ${thrown}`);
      }
    }
  }
  return { checked: count, faults };
}

function flipped(text: string, stream: Random): string {
  const bytes = Buffer.from(text);
  const at = stream.int(bytes.length);
  bytes[at] = (bytes[at] as number) ^ (1 << stream.int(8));
  return bytes.toString("utf8");
}

function rearranged(text: string, stream: Random): string {
  const lines = text.split("\n");
  const at = stream.int(lines.length);
  const line = lines[at] as string;
  switch (stream.int(5)) {
    case 0:
      return text.slice(0, stream.int(text.length));
    case 1:
      return lines.toSpliced(at, 0, STRANGE[stream.int(STRANGE.length)] as string).join("\n");
    case 2:
      return lines.toSpliced(at, 1).join("\n");
    case 3:
      return lines.toSpliced(at, 0, line).join("\n");
    default:
      return lines.toSpliced(at, 1).toSpliced(stream.int(lines.length), 0, line).join("\n");
  }
}

function resume(text: string): void {
  const { finishedRuns, partialRun, finishedTrials } = readJournal(text);
  const runs = partialRun === null ? finishedRuns : [...finishedRuns, partialRun];
  buildCurve(runs);
  const live = collector();
  for (const event of eventsOfRuns(runs)) live.push(event);
  for (const event of eventsOfTrials(finishedTrials)) live.push(event);
}

function analyze(text: string): void {
  const parser = createLogParser("journal.jsonl", {});
  parser.push(Buffer.from(text));
  renderText(
    resultFromLogs([sweepFromLog(parser.end())], {
      name: "x",
      createdAt: "2026-11-29T00:00:00Z",
      versions: {},
      horizon: { schedule: "auto", per: "step" },
    }),
  );
}
