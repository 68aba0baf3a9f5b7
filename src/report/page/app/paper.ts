import type { ThemeControl } from "../page-data.ts";
import type { DrawnChart } from "./chart.ts";

/** Charts on paper in CSS pixels, so that the page is one sheet; probes and plan stand side by side. */
const WIDE = { width: 700, height: 300 };
const LOW = { width: 700, height: 170 };
const HALF = { width: 342, height: 165 };

/** Draws all charts light and small while the page is printed. */
export function fitToPaper(charts: readonly DrawnChart[], theme: ThemeControl): void {
  addEventListener("beforeprint", () => {
    const ids = charts.map((chart) => chart.figure().id);
    const pair = ids.includes("probes") && ids.includes("plan");
    for (const chart of charts) {
      const { id } = chart.figure();
      void chart.recolor("light");
      const beside = pair && (id === "probes" || id === "plan");
      void chart.resize(
        beside ? HALF : chart !== charts[0] ? LOW : pair ? { ...WIDE, height: 260 } : WIDE,
      );
    }
  });
  addEventListener("afterprint", () => {
    for (const chart of charts) {
      void chart.recolor(theme.current());
      void chart.resize(null);
    }
  });
}
