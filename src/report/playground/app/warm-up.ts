import type { PageTools } from "../../page/page-data.ts";

/**
 * Draws a small chart out of sight as soon as the page has nothing else to do. A browser makes code
 * ready when it first runs, which for plotly takes as long as all else of showing an answer: it is
 * done before there is one.
 */
export function warmUp({ plotly }: PageTools): void {
  whenIdle(async () => {
    const { shown } = document.documentElement.dataset;
    if (shown !== undefined) return;
    const place = document.createElement("div");
    place.ariaHidden = "true";
    place.inert = true;
    Object.assign(place.style, { position: "fixed", left: "-2000px", width: "600px" });
    document.body.append(place);
    const x = Array.from({ length: 60 }, (_, i) => 10 ** (-6 + i / 9));
    const y = x.map((_, i) => Math.cos(i / 20));
    const line = { type: "scatter", mode: "lines", x, y, hovertemplate: "%{y}" };
    const marks = { ...line, mode: "lines+markers", marker: { symbol: "square" }, yaxis: "y2" };
    const title = { text: "x" };
    const text = { x: 0, y: 1, xref: "x", yref: "paper", text: "x", showarrow: false };
    const shape = { type: "rect", xref: "x", yref: "paper", x0: 0.001, x1: 1, y0: 0, y1: 1 };
    const axis = { title, ticks: "outside", showline: true, exponentformat: "power" };
    const layout = {
      width: 600,
      height: 400,
      hovermode: "x unified",
      showlegend: false,
      xaxis: { ...axis, type: "log", dtick: 1, anchor: "y2", minor: { ticks: "outside" } },
      yaxis: { ...axis, domain: [0.36, 1] },
      yaxis2: { ...axis, domain: [0, 0.28], zeroline: true },
      shapes: [shape, { ...shape, type: "line" }],
      annotations: [text],
    };
    try {
      await (await plotly()).newPlot(place, [line, marks], layout, { displayModeBar: false });
    } finally {
      place.remove();
    }
  });
}

function whenIdle(work: () => Promise<void>): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(() => void work());
  else setTimeout(() => void work(), 200);
}
