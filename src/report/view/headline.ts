import { isFact } from "../../contract/notes.ts";
import { formatLr } from "../../core/format.ts";
import type { Note } from "../../core/note.ts";
import { maxOf } from "../../core/stats.ts";
import { type Known, knownOf } from "../../result/known.ts";
import type { Result } from "../../result/types.ts";
import { capital, clean, entryIn, nameIn, noteText, type Words } from "../../words/index.ts";
import { scheduleName, scheduleSentence } from "./plan-words.ts";
import type { Fact, Headline, Setting } from "./types.ts";

/** The answer in words. */
export function headline(
  { suggestion, plan }: Result,
  words: Words,
  say: (note: Note) => string = (note) => noteText(note, words),
): Headline {
  const { headline: text } = words;
  if (!("lr" in suggestion)) {
    const { reason, reasons } = suggestion;
    const [first] = reasons;
    const next = entryIn(text.noneNext, reason);
    return {
      status: "none",
      kicker: text.none,
      title: capital(nameIn(text.noneTitles, reason)),
      // The first reason says what was seen and what to do, with numbers.
      sentences: first ? [clean(say(first))] : next === undefined ? [] : [next],
    };
  }
  const { lr, range, confidence, method, other } = suggestion;
  const from = entryIn(text.tried, method) ?? text;
  const [low, high] = range;
  const near = low < high ? from.range(formatLr(low), formatLr(high)) : text.noRange;
  const said = [
    { label: words.facts.range, text: near },
    { label: words.facts.confidence, text: text.confidence(confidence, from.why[confidence]) },
  ];
  if (other)
    said.push({ label: "", text: text.other[other.for](formatLr(other.lr), confidence !== "low") });
  if (plan) {
    said.push({ label: words.facts.schedule, text: scheduleSentence(plan.schedule, words) });
  }
  const sentences = said.map((each) => each.text);
  return { status: "found", kicker: text.found, lr: formatLr(lr), confidence, sentences, said };
}

/** The row of key figures under the answer. */
export function facts(result: Result, words: Words): Fact[] {
  const { suggestion, plan, sweep, cost, record, data, warnings } = result;
  const { facts: text } = words;
  const row: Fact[] = [];
  if ("lr" in suggestion) {
    const [low, high] = suggestion.range;
    row.push({
      label: text.range,
      value: `${formatLr(low)} – ${formatLr(high)}`,
      detail: text.rule(clean(suggestion.method, 40)),
    });
  }
  if (plan) {
    const { warmupSteps } = plan.schedule;
    const warmup = warmupSteps > 0 ? text.warmup(warmupSteps) : text.noWarmup;
    const name = capital(scheduleName(plan.schedule, words));
    row.push({ label: text.schedule, value: name, detail: warmup });
  }
  // The manual ladder has trials, and no sweep.
  if (record.runs.length > 0) {
    row.push({
      label: text.swept,
      value: `${formatLr(sweep.startLr)} – ${formatLr(sweptTo(record, sweep.endLr))}`,
      detail: text.sweptDetail(text.steps(sweep.steps), nameIn(text.stops, sweep.stopReason, 40)),
    });
  }
  row.push({
    label: text.trained,
    value: trainedWith(knownOf(record, warnings), text),
    detail: data
      ? clean(data.source, 48)
      : record.info.parameterCount > 0
        ? text.parameters(record.info.parameterCount)
        : "",
  });
  // Reading a log costs nothing.
  if (cost.trainSteps > 0 || cost.seconds > 0) {
    row.push({
      label: text.cost,
      value: words.format.duration(cost.seconds),
      detail: text.updates(cost.trainSteps),
    });
  }
  return row;
}

/** What was done with the data, where nothing is amiss: under what each is about. */
export function settings({ warnings }: Pick<Result, "warnings">, words: Words): Setting[] {
  return warnings.filter(isFact).map((each) => ({
    label: words.tables.made.facts[each.code],
    text: clean(noteText(each, words)),
  }));
}

function trainedWith({ optimizer, batchSize }: Known, text: Words["facts"]): string {
  const name = optimizer === undefined ? text.unknownOptimizer : clean(optimizer, 24);
  return batchSize === undefined ? capital(name) : text.batch(name, batchSize);
}

/** The highest LR that a sweep came to, which may have ended before its planned end. */
function sweptTo({ runs }: Result["record"], planned: number): number {
  const ends = runs.flatMap(({ lrs }) => lrs.at(-1) ?? []);
  return ends.length === 0 ? planned : maxOf(ends);
}
