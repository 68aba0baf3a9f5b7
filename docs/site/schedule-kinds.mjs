// The page of all schedules, and the curve of each: from the registry that the command line has.
import { optionFlags, sample, scheduleDefinitions } from "../../dist/schedule/index.js";

const kinds = Object.values(scheduleDefinitions);

/** Steps that are drawn of a schedule's example. */
const stepsOf = ({ totalSteps, cycleSteps, warmupSteps }) =>
  totalSteps ?? (cycleSteps === undefined ? (warmupSteps ?? 100) * 10 : cycleSteps * 8);

const WIDTH = 320;
const HEIGHT = 96;
const EDGE = 4;

/** @returns {Map<string, string>} file names and what is in them */
export function scheduleCurves() {
  return new Map(kinds.map((kind) => [`${kind.kind}.svg`, curve(kind)]));
}

function curve({ kind, build, example }) {
  const values = sample(build(example), stepsOf(example));
  const most = Math.max(...values);
  const x = (i) => EDGE + ((WIDTH - 2 * EDGE) * i) / (values.length - 1);
  const y = (value) => HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * value) / most;
  const every = Math.max(1, Math.floor(values.length / 400));
  const points = Array.from(values, (value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
  const drawn = points.filter((_, i) => i % every === 0 || i === points.length - 1);
  // One blue that shows on light and on dark.
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${kind} over its steps"><path d="M${EDGE} ${HEIGHT - EDGE}H${WIDTH - EDGE}" stroke="#888" fill="none"/><polyline points="${drawn.join(" ")}" fill="none" stroke="#3b82c4" stroke-width="2"/></svg>\n`;
}

/** The page as Markdown. */
export function scheduleKinds() {
  const sections = kinds.map((definition) => {
    const { kind, summary, options, example } = definition;
    const rows = Object.entries(options).map(([name, option]) => {
      const fallback = option.required ? "needed" : (option.defaultText ?? String(option.default));
      return `| \`--${optionFlags(name)[0]}\` | ${option.description} | ${fallback} |`;
    });
    return [
      `## ${kind}`,
      `${summary} Drawn: \`${text(kind, example)}\`, over ${stepsOf(example)} steps.`,
      `![${kind} over its steps](pictures/schedules/${kind}.svg)`,
      ["| option | meaning | default |", "|---|---|---|", ...rows].join("\n"),
    ].join("\n\n");
  });
  return `${[
    "# All schedules",
    "What `lr-finder schedule KIND` takes, and what each draws. How they are built, exported and compared, and counted as other libraries count, is in [schedules](schedules.md); when which of them is used, in [what a learning rate does](learning-rate.md). This page and its curves are made by `npm run docs:cli`.",
    ...sections,
  ].join("\n\n")}\n`;
}

/** A schedule as one text, as `schedule compare` takes it. */
function text(kind, example) {
  const parts = Object.entries(example).map(([name, value]) => `${optionFlags(name)[0]}=${value}`);
  return `${kind}:${parts.join(",")}`;
}
