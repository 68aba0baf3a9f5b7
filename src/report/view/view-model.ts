import type { Note } from "../../core/note.ts";
import { planSnippets } from "../../plan/index.ts";
import type { Result } from "../../result/types.ts";
import type { Figure } from "./figure-types.ts";
import { facts, headline } from "./headline.ts";
import { lossFigure } from "./loss-figure.ts";
import { planFigure } from "./plan-figure.ts";
import { pointsTable } from "./points-table.ts";
import type { LossSources } from "./sources.ts";
import { optionsTable, planTable, provenanceTable, rulesTable } from "./tables.ts";
import type { Message, ReportView, Snippet } from "./types.ts";
import { clean, cleanLines } from "./words.ts";

/**
 * What a report of one result shows, as plain JSON: words, chart data, tables and snippets.
 * Nothing in it is markup; control characters and direction marks in names are written out.
 */
export function viewModel(result: Result): ReportView {
  const { suggestion, plan, record, curve, rules, name, createdAt, warnings } = result;
  const sources: LossSources = {
    runs: record.runs,
    curve,
    rules,
    recommended: "lr" in suggestion ? suggestion : null,
  };
  const head = headline(result);
  const loss = lossFigure(sources);
  const figures: Figure[] = loss ? [loss] : [];
  if (plan) figures.push(planFigure(plan));
  return {
    title: `${head.status === "found" ? `LR ${head.lr}` : "No suggestion"} · ${clean(name, 80)} · lr-finder`,
    name: clean(name),
    createdAt: clean(createdAt, 40),
    headline: head,
    facts: facts(result),
    // Without a suggestion the first reason is the headline's own sentence.
    reasons: messages(suggestion.reasons.slice(head.status === "none" ? 1 : 0)),
    warnings: messages(warnings),
    planReasons: messages(plan?.reasons ?? []),
    figures,
    snippets: snippets(result),
    rules: rulesTable(result),
    tables: [
      ...planTable(result),
      pointsTable(sources),
      provenanceTable(result),
      optionsTable(result),
    ],
  };
}

function messages(notes: readonly Note[]): Message[] {
  return notes.map(({ code, message }) => ({ code: clean(code), text: clean(message) }));
}

function snippets({ plan }: Result): Snippet[] {
  if (plan === null) return [];
  return planSnippets(plan).map(({ id, label, code }) => ({
    id,
    title: label,
    code: cleanLines(code),
  }));
}
