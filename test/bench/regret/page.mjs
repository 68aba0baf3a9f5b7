// The benchmark's page: one self-contained HTML file with the plot of regret against cost and all
// tables. It fetches nothing; the chart library is packed inside, as in the project's reports.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { MEASURES } from "./regret.mjs";
import { FLOOR, summarizeFinders } from "./summary.mjs";

/**
 * @param content `{ about, tables, scored, pairs, figurePairs, ours }` as `bench.mjs` makes them:
 *   `figurePairs` are those on which the plots compare, `ours` the names of this project's finders
 */
export async function pageText({ about, tables, scored, figurePairs, ours }) {
  const file = createRequire(import.meta.url).resolve("plotly.js-dist-min");
  const plotly = gzipSync(readFileSync(file), { level: 9 }).toString("base64");
  const figures = MEASURES.map((measure) => costFigure(scored, figurePairs, measure, ours));
  const made = Object.entries(about.versions).map(([name, version]) => `${name} ${version}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Regret of learning-rate finders</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Regret of learning-rate finders</h1>
<p>${about.pairs} pairs of a task and an optimizer (${about.tasks} tasks), ${about.seeds.length} seeds a finder, ${text(about.date)}.
Regret is 0 for the best learning rate of a grid of full trainings and 1 for one that is as bad as not training.
<em>Best checkpoint</em> is what a user of early stopping gets, <em>end</em> is the last step of a cosine schedule; both on rows that no finder sees.</p>
<p class="made">Grid: ${text(about.truth.script)}, ${text(about.truth.date)}. ${text(made.join(", "))}.</p>
${figures.map(figureBlock).join("\n")}
${tables.map(tableBlock).join("\n")}
</main>
<script type="application/json" id="figures">${JSON.stringify(figures).replaceAll("<", "\\u003c")}</script>
<script type="text/plain" id="plotly">${plotly}</script>
<script>(${draw})();</script>
</body>
</html>
`;
}

/** Cost in runs that the plot begins at; what costs less stands there. */
const LEAST_RUNS = 0.08;

/**
 * Mean regret against cost, in whole runs. A family (`optuna tpe 1`, `optuna tpe 2`; this project's
 * budgets) is joined by a line; `front` is what nothing else beats in both. Finders that lack some of
 * the pairs are left out, so that all stand for the same.
 */
export function costFigure(scored, pairs, measure, ours = []) {
  const all = summarizeFinders(scored, pairs, measure);
  const lines = all
    .filter(
      ({ steps, mean, pairs: count }) =>
        steps !== null && !Number.isNaN(mean) && count === pairs.length,
    )
    .sort((a, b) => a.runs - b.runs || a.mean - b.mean);
  let least = Number.POSITIVE_INFINITY;
  const front = lines.filter(({ mean }) => {
    const better = mean < least;
    if (better) least = mean;
    return better;
  });
  return {
    id: `cost-${measure}`,
    title: `Regret against cost: ${measure === "best" ? "best checkpoint" : "end of training"}`,
    pairs: pairs.length,
    points: lines.map(({ finder, runs, mean, interval }) => ({
      ...{ finder, family: familyOf(finder, ours), mean, interval },
      ...{ runs, x: Math.max(runs, LEAST_RUNS) },
    })),
    front: front.map(({ finder }) => finder),
    floor: all.find(({ finder }) => finder === FLOOR)?.mean ?? null,
  };
}

/** Name of the line that a finder is a point of. */
function familyOf(finder, ours) {
  return ours.includes(finder) ? "lr-finder" : finder.replace(/ \d+$/, "");
}

function figureBlock({ id, title, pairs, points, front, floor }) {
  const words = front
    .map((name) => {
      const { runs, mean } = points.find(({ finder }) => finder === name);
      return `${name} (${runs.toFixed(2)} runs, ${mean.toFixed(3)})`;
    })
    .join(", ");
  const under = floor === null ? "" : ` The dashed line is the floor, ${floor.toFixed(3)}.`;
  return `<section><h2>${text(title)}</h2>
<div class="plot" id="${id}" role="img" aria-label="${text(title)}"></div>
<p>Over the ${pairs} pairs on which searches by whole runs can be simulated. Not beaten in both: ${text(words)}. Bars are 95 % intervals from resampling tasks.${under}</p></section>`;
}

function tableBlock({ title, caption, columns, rows, folded }) {
  const cell = (tag, value, i) => `<${tag}${i === 0 ? "" : ' class="n"'}>${text(value)}</${tag}>`;
  const row = (tag, cells) => `<tr>${cells.map((value, i) => cell(tag, value, i)).join("")}</tr>`;
  const grid = `<div class="scroll" tabindex="0" role="region" aria-label="${text(title)}"><table><caption>${text(caption)}</caption><thead>${row("th", columns)}</thead><tbody>${rows.map((cells) => row("td", cells)).join("\n")}</tbody></table></div>`;
  return folded
    ? `<details><summary><h2>${text(title)}</h2></summary>${grid}</details>`
    : `<section><h2>${text(title)}</h2>${grid}</section>`;
}

function text(value) {
  return String(value)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

// Runs in the page, as its own source: it names nothing outside itself.
async function draw() {
  const read = (id) => document.getElementById(id).textContent;
  const bytes = Uint8Array.from(atob(read("plotly")), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const [ink, grid, ours, ...others] = dark
    ? ["#eceff1", "#2e353a", "#2fc497", "#8fd0f5", "#f0b37e", "#d9a5e0", "#e8d36a"]
    : ["#1b1e21", "#dfe1dc", "#008562", "#0072b2", "#b34e00", "#8a3a94", "#7a6a00"];
  // So that the names of peers, which cost about the same, lie less on each other.
  const places = ["middle left", "top center", "middle right", "bottom center"];
  for (const { id, points, floor } of JSON.parse(read("figures"))) {
    const families = new Map();
    for (const point of points) {
      families.set(point.family, [...(families.get(point.family) ?? []), point]);
    }
    let used = 0;
    let single = 0;
    const traces = [...families].map(([family, members]) => {
      const own = family === "lr-finder";
      const color = own ? ours : members.length > 1 ? others[used++ % others.length] : ink;
      const last = members.length - 1;
      if (last === 0) single += 1;
      return {
        x: members.map(({ x }) => x),
        y: members.map(({ mean }) => mean),
        error_y: {
          type: "data",
          symmetric: false,
          array: members.map(({ mean, interval }) => interval[1] - mean),
          arrayminus: members.map(({ mean, interval }) => mean - interval[0]),
          color: grid,
          thickness: 1,
        },
        text: members.map(({ finder }, i) => (own ? finder : i === last ? family : "")),
        customdata: members.map(({ finder, runs }) => [finder, runs]),
        mode: members.length > 1 ? "lines+markers+text" : "markers+text",
        textposition: members.map((_, i) =>
          own ? "bottom center" : i === last && last > 0 ? "middle right" : places[single % 4],
        ),
        textfont: { size: 12, color: members.length > 1 ? color : ink },
        line: { color, width: own ? 2.5 : 1.5 },
        marker: { size: own ? 11 : 8, color },
        hovertemplate:
          "%{customdata[0]}<br>%{customdata[1]:.2f} runs, regret %{y:.3f}<extra></extra>",
      };
    });
    const least = Math.min(...points.map(({ mean }) => mean), floor ?? 1);
    const under = {
      x: [0.06, 24],
      y: [floor, floor],
      mode: "lines",
      line: { color: ink, width: 1, dash: "dash" },
      hoverinfo: "skip",
    };
    const axis = { color: ink, gridcolor: grid, zeroline: false };
    await globalThis.Plotly.newPlot(
      id,
      floor === null ? traces : [under, ...traces],
      {
        height: 520,
        margin: { l: 60, r: 20, t: 10, b: 50 },
        showlegend: false,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { family: "system-ui, sans-serif", color: ink },
        xaxis: {
          ...axis,
          title: { text: "whole runs spent on the search" },
          type: "log",
          range: [Math.log10(0.06), Math.log10(24)],
          tickvals: [0.08, 0.1, 0.2, 0.5, 1, 2, 4, 8],
          ticktext: ["less", "0.1", "0.2", "0.5", "1", "2", "4", "8"],
        },
        yaxis: {
          ...axis,
          title: { text: "mean regret" },
          type: "log",
          range: [Math.log10(Math.max(least, 1e-3)) - 0.2, 0.08],
          tickvals: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
        },
      },
      { displayModeBar: false, responsive: true },
    );
  }
  document.documentElement.dataset.ready = "true";
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1e21;--muted:#575e65;--page:#f6f6f3;--card:#fff;--line:#dfe1dc}
@media (prefers-color-scheme:dark){:root{--ink:#eceff1;--muted:#a6afb6;--page:#101315;--card:#181c1f;--line:#2e353a}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1180px;margin:0 auto;padding:24px 16px}
h1{font-size:26px}h2{font-size:18px;margin:0;display:inline-block}
section,details{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px;margin:16px 0}
.made,caption{color:var(--muted)}caption{text-align:left;padding:4px 0 8px}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:3px 12px 3px 0;border-bottom:1px solid var(--line);white-space:nowrap}.n{text-align:right}
summary{cursor:pointer}`;
