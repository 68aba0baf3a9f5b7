import { formatLr } from "../../../core/format.ts";
import { CENTRED_MINIMUM } from "../../../suggest/index.ts";
import { clean, entryIn, remarkText, type Words } from "../../../words/index.ts";
import type { Analysis, Settings } from "../../analysis/index.ts";
import { caption, keyButtons } from "../../html/chart.ts";
import { grid } from "../../html/table.ts";
import type { Chart } from "../../stage/chart.ts";
import { updateElement, updateInside } from "../../stage/update-inside.ts";
import { onScreen } from "../../stage/when.ts";
import type { Figure } from "../../view/figure-types.ts";
import { framedLossFigure } from "../../view/loss-figure.ts";
import { rulesTable } from "../../view/tables.ts";
import type { PageWords } from "../page-words.ts";
import { onceAFrame } from "./once-a-frame.ts";
import type { Session } from "./session.ts";
import { type TrimHandles, trimHandles } from "./trim-handles.ts";

/** After this many ms without a move plotly draws, and range and confidence are worked out too. */
const REST_MS = 250;

type Effort = "quick" | "full";

/**
 * The controls over the loss chart: each move makes the curve and every pick again and sketches
 * them; at rest the range and the confidence follow, and plotly's drawing. At the settings of the
 * run the chart is the one that came with the page.
 */
export function liveLoss(chart: Chart, session: () => Session, words: PageWords<"report">): void {
  const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
  const slider = byId<HTMLInputElement>("bandwidth");
  const shown = byId<HTMLOutputElement>("bandwidth-text");
  const read = byId<HTMLSelectElement>("rules-read");
  const answer = byId("live-answer");
  const asMade = chart.figure();
  const { live: text } = words;
  let trims: Pick<Settings, "fromLr" | "toLr"> = { fromLr: null, toLr: null };
  let handles: TrimHandles | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const startValue = slider.value;

  const settings = (): Settings => ({
    bandwidth: slider.value === startValue ? session().asRun.bandwidth : 10 ** Number(slider.value),
    ...trims,
    rulesRead: read.value === "curve" ? "curve" : "own",
  });
  const isAsRun = () =>
    slider.value === startValue &&
    trims.fromLr === null &&
    trims.toLr === null &&
    read.value === "own";

  const show = (figure: Figure, rules: Parameters<typeof rulesTable>[0], how: Effort) => {
    if (how === "quick") chart.sketch(figure);
    else void chart.setFigure(figure);
    const section = chart.element.closest("section") as HTMLElement;
    const put = (selector: string, markup: string) => {
      const place = section.querySelector(selector);
      if (place) updateInside(place, markup);
    };
    put(".key", keyButtons(figure, chart.hidden).toString());
    put("figcaption", caption(figure.summary, figure.notes).toString());
    chart.element.ariaLabel = figure.summary;
    const table = document.getElementById("rules-table")?.parentElement;
    if (table) updateElement(table, grid(rulesTable(rules, words)).toString());
  };
  const showAnalysis = (analysis: Analysis, how: Effort) => {
    const { frame: axes } = session();
    if (axes === null) return;
    const { recommended, rules, suggestion, curve } = analysis;
    const method = session().analyst.rule ?? CENTRED_MINIMUM;
    const none = { reason: "too-few-points" as const, reasons: [] };
    const chosen = recommended && {
      ...recommended,
      confidence: "medium" as const,
      method,
      reasons: [],
    };
    const figure = framedLossFigure(axes, { curve, rules, recommended }, words);
    show(figure, { rules, suggestion: suggestion ?? chosen ?? none }, how);
  };
  const say = ({ recommended, suggestion }: Analysis) => {
    const made = session().result.suggestion;
    const trained = "method" in made ? entryIn(text.tried, made.method) : undefined;
    const beside = trained === undefined ? "" : ` ${trained}`;
    answer.textContent = answerAt(recommended, suggestion, words) + beside;
  };
  const sayAsRun = () => {
    const { suggestion } = session().result;
    answer.textContent =
      "lr" in suggestion ? text.recorded(formatLr(suggestion.lr)) : text.recordedNone;
  };

  const update = (how: Effort) => {
    if (isAsRun()) {
      const { rules, suggestion } = session().result;
      show(asMade, { rules, suggestion }, how);
      sayAsRun();
      return;
    }
    try {
      const analysis = session().analyst[how](settings());
      showAnalysis(analysis, how);
      say(analysis);
    } catch (thrown) {
      answer.textContent = text.failed(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  const updateQuickly = onceAFrame(() => update("quick"));
  const moved = () => {
    const { bandwidth } = settings();
    shown.textContent = text.decades(String(Number(bandwidth.toPrecision(2))));
    slider.setAttribute("aria-valuetext", shown.textContent);
    updateQuickly();
    clearTimeout(rest);
    rest = setTimeout(() => update("full"), REST_MS);
  };

  slider.addEventListener("input", moved);
  read.addEventListener("change", moved);
  byId("as-run").addEventListener("click", () => {
    slider.value = startValue;
    read.value = "own";
    trims = { fromLr: null, toLr: null };
    handles?.set(trims);
    moved();
  });
  const begin = () => {
    const { frame: axes } = session();
    if (axes === null) return;
    handles = trimHandles(chart, axes.extent, words, (next) => {
      trims = next;
      moved();
    });
    slider.setAttribute("aria-valuetext", shown.textContent ?? "");
    // Once ahead of the first move, so that it is as quick as the others.
    session().analyst.quick(session().asRun);
    document.documentElement.dataset.live = "true";
    document.documentElement.classList.add("alive");
    // The page showed its controls before they worked.
    if (!isAsRun()) moved();
  };
  void onScreen().then(begin);
}

/** What a curve gives at other settings, in a sentence. */
function answerAt(
  recommended: Analysis["recommended"],
  suggestion: Analysis["suggestion"],
  words: Pick<Words, "live" | "page" | "remarks">,
): string {
  const { live: text, page } = words;
  const lr = recommended && formatLr(recommended.lr);
  if (lr === null) {
    const why = suggestion?.reasons[0];
    return why ? text.none(clean(remarkText(why, words))) : text.noneQuick;
  }
  if (suggestion?.status !== "found") return text.foundQuick(lr);
  const [low, high] = suggestion.range;
  return text.found(lr, formatLr(low), formatLr(high), page.confidence(suggestion.confidence));
}
