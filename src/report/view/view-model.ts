import { isFact } from "../../contract/notes.ts";
import { formatLr } from "../../core/format.ts";
import type { Note } from "../../core/note.ts";
import { singleQuoted } from "../../core/shell-quote.ts";
import { planSnippets } from "../../plan/index.ts";
import { checkResult } from "../../result/check-result.ts";
import type { Result } from "../../result/types.ts";
import {
  clean,
  cleanLines,
  DEFAULT_LANGUAGE,
  type Language,
  noteText,
  trialText,
  type Words,
  wordsOf,
} from "../../words/index.ts";
import { decidingMethod, decidingTrials, endedLower, liesOnRise } from "./deciding.ts";
import type { Figure } from "./figure-types.ts";
import { facts, headline, settings } from "./headline.ts";
import { lossFigure } from "./loss-figure.ts";
import { planFigure } from "./plan-figure.ts";
import { pointsTable } from "./points-table.ts";
import type { LossSources } from "./sources.ts";
import { optionsTable, planTable, provenanceTable, rulesTable } from "./tables.ts";
import { shownTrial, trialsTable } from "./trials.ts";
import { trialsFigure } from "./trials-figure.ts";
import { triedFigure } from "./tried-figure.ts";
import type { Message, ReportView, Snippet, TrialsView } from "./types.ts";

/**
 * What a report of one result shows, as plain JSON: words, chart data, tables and snippets.
 * Nothing in it is markup; control characters and direction marks in names are written out.
 *
 * @param say puts notes into words @default those of the command line
 */
export function viewModel(
  result: Result,
  language: Language = DEFAULT_LANGUAGE,
  say?: (note: Note) => string,
): ReportView {
  checkResult(result);
  const words = wordsOf(language);
  const text = say ?? ((note: Note) => noteText(note, words));
  const { suggestion, plan, record, curve, rules, name, createdAt, warnings } = result;
  const sources: LossSources = {
    runs: record.runs,
    curve,
    rules,
    recommended: "lr" in suggestion ? suggestion : null,
  };
  const head = headline(result, words, text);
  const loss = noted(lossFigure(sources, words), result, words);
  const probes = probesView(result, words);
  const verification = verificationView(result, words);
  const figures: Figure[] = [];
  if (loss) figures.push(loss);
  const tried = triedFigure({ suggestion, probes: result.probes ?? [] }, words);
  if (tried) figures.push(tried);
  if (probes) figures.push(probes.figure);
  if (plan) figures.push(planFigure(plan, words));
  if (verification) figures.push(verification.figure);
  const lr = head.status === "found" ? head.lr : null;
  const messages = (notes: readonly Note[]): Message[] =>
    notes.map((each) => ({ code: clean(each.code), text: clean(text(each)) }));
  return {
    title: words.headline.pageTitle(lr, clean(name, 80)),
    name: clean(name),
    createdAt: clean(createdAt, 40),
    headline: head,
    facts: facts(result, words),
    settings: settings(result, words),
    // Without a suggestion the first reason is the headline's own sentence.
    reasons: messages(suggestion.reasons.slice(lr === null ? 1 : 0)),
    warnings: messages(warnings.filter((each) => !isFact(each))),
    planReasons: messages(plan?.reasons ?? []),
    verificationReasons: messages(result.verification?.reasons ?? []),
    figures,
    probes: probes?.table ?? null,
    verification: verification?.table ?? null,
    snippets: snippets(result, words),
    configLine: lr === null ? null : `learning_rate: ${lr}`,
    applyCommand: lr === null ? null : applyCommand(result),
    rules: rulesTable(result, words),
    tables: [
      ...planTable(result, words),
      pointsTable(sources, words),
      provenanceTable(result, words),
      optionsTable(result, words),
    ],
  };
}

/** The loss chart; where the answer lies on a rising stretch of its curve, that is said first. */
function noted(
  figure: Figure | null,
  result: Pick<Result, "suggestion" | "probes" | "curve">,
  { trials: text }: Words,
): Figure | null {
  const { suggestion, curve } = result;
  const method = "lr" in suggestion ? decidingMethod(suggestion.method) : null;
  if (figure === null || method === null || !("lr" in suggestion)) return figure;
  if (!liesOnRise(curve, suggestion.lr)) return figure;
  const lower = endedLower(decidingTrials(result), suggestion.lr);
  const risen = text.onRise(formatLr(suggestion.lr), text.chosenBy[method], lower);
  return { ...figure, notes: [risen, ...figure.notes] };
}

// Results written before there were probes have neither field.
function probesView(result: Partial<Result>, words: Words): TrialsView | null {
  const { probes = [] } = result;
  if (probes.length === 0) return null;
  const shown = probes.map((trial) => shownTrial(trialText(trial, words), trial));
  return {
    figure: trialsFigure("probes", words.trials.probes, shown, words),
    table: trialsTable("probe-numbers", words.trials.probesTable, shown, words),
  };
}

function verificationView(result: Partial<Result>, words: Words): TrialsView | null {
  const { verification = null } = result;
  if (verification === null || verification.sides.length === 0) return null;
  const optimizer = result.record?.info.optimizer ?? "";
  const shown = verification.sides.map(({ title, role, lr, trial }) => {
    const { purpose } = trial;
    // A whole run with the plan's own schedule stands for its side.
    const side =
      purpose?.kind === "whole-run"
        ? ({ kind: "verification", role, lr, schedule: purpose.schedule, optimizer } as const)
        : purpose;
    const label = side?.kind === "verification" ? words.trials.side(side) : title || formatLr(lr);
    return shownTrial(label, trial);
  });
  return {
    figure: trialsFigure("verification", words.trials.verification, shown, words),
    table: trialsTable("verification-numbers", words.trials.verificationTable, shown, words),
  };
}

/** The command that writes the LR into a config; its file names are quoted where a shell needs it. */
function applyCommand({ files }: Result): string {
  const file = files.result ?? "result.json";
  // In quotes a shell would not look for the home folder.
  const home = file.startsWith("~/") ? "~/" : "";
  const rest = file.slice(home.length);
  const plain = /^[\w./-]+$/.test(rest) && !file.startsWith("-");
  const quoted = home + (plain ? rest : singleQuoted(cleanLines(rest)));
  return `npx lr-finder apply ${quoted} config.yaml --key optimizer.lr`;
}

function snippets({ plan }: Result, { code: comments }: Words): Snippet[] {
  if (plan === null) return [];
  return planSnippets(plan, comments).map(({ id, label, code }) => ({
    id,
    title: label,
    code: cleanLines(code),
  }));
}
