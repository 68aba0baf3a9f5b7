import { describe, expect, test } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { isUnicodeTerminal, livePlot, plotSources, printPlot } from "../../src/cli/plot.ts";
import { runProgress } from "../../src/cli/progress.ts";
import { eventsOfRuns } from "../../src/live/index.ts";
import { testIo } from "../helpers/cli.ts";
import { healthyLoss, SCENES, sweepRuns } from "../report/fixtures.ts";

function terminal(parts: Partial<Io> = {}) {
  const printed = { err: "", out: "" };
  const io = testIo({
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    errIsTerminal: true,
    errColumns: 80,
    env: { LANG: "en_US.UTF-8" },
    ...parts,
  });
  return { io, printed };
}

const BRAILLE = /[\u2801-\u28ff]/;

test.each([
  [{ LANG: "en_US.UTF-8" }, "linux", true],
  [{ LANG: "de_DE.utf8" }, "linux", true],
  [{ LANG: "C" }, "linux", false],
  [{}, "linux", false],
  [{}, "darwin", true],
  [{}, "win32", true],
  [{ LC_ALL: "C", LANG: "en_US.UTF-8" }, "linux", false],
  [{ LC_CTYPE: "C.UTF-8", LANG: "C" }, "linux", true],
  [{ LC_ALL: "", LANG: "C.UTF-8" }, "linux", true],
  [{ LANG: "en_US.UTF-8", TERM: "linux" }, "linux", false],
])("%j on %s: %s", (env, platform, unicode) => {
  expect(isUnicodeTerminal(env, platform)).toBe(unicode);
});

describe("the chart at the end", () => {
  const sources = plotSources(SCENES.healthy());

  test("is on stderr, in colour and braille where the terminal takes them", () => {
    const { io, printed } = terminal();
    printPlot(io, sources);
    expect(printed.out).toBe("");
    expect(printed.err).toMatch(BRAILLE);
    expect(printed.err).toContain("\u001b[32m│ LR 0.0021");
  });

  test("has no escapes with NO_COLOR or without a terminal, no braille in another locale", () => {
    for (const parts of [
      { env: { LANG: "en_US.UTF-8", NO_COLOR: "1" } },
      { env: { LANG: "en_US.UTF-8" }, errIsTerminal: false },
    ]) {
      const { io, printed } = terminal(parts);
      printPlot(io, sources);
      expect(printed.err).not.toContain("\u001b");
      expect(printed.err).toMatch(BRAILLE);
    }
    const { io, printed } = terminal({ env: { LANG: "C", NO_COLOR: "1" }, errColumns: 50 });
    printPlot(io, sources);
    expect(printed.err).toMatch(/^[\x20-\x7e\n]+$/);
    expect(Math.max(...printed.err.split("\n").map((row) => row.length))).toBeLessThan(50);
  });
});

describe("the chart while it runs", () => {
  const scene = { loss: healthyLoss, seeds: [1] };
  const options = { ...SCENES.healthy().record.options, repeats: 1 };

  /** The screen after the text: what a terminal would show. */
  function screen(text: string): string[] {
    const rows: string[] = [""];
    let row = 0;
    const visible = text.replaceAll("\u001b", "␛");
    for (const [, code, rest] of visible.matchAll(/(␛\[\d*[AKJ]|\r|\n)|([^␛\r\n]+)/g)) {
      if (rest !== undefined) rows[row] = rest;
      else if (code === "\n") rows[++row] ??= "";
      else if (code?.endsWith("A")) row -= Number(code.slice(2, -1));
      else if (code?.endsWith("J")) rows.splice(row, rows.length, "");
    }
    return rows;
  }

  test("is redrawn in place above the progress line, at most every quarter of a second, and cleared", () => {
    const { io, printed } = terminal({ env: { LANG: "C.UTF-8", NO_COLOR: "1" } });
    let clock = 0;
    const now = () => clock;
    const plot = livePlot(io, options, (to) => runProgress(to, options, null, now), now);
    let most = 0;
    for (const event of eventsOfRuns(sweepRuns(scene))) {
      clock += 50;
      plot.onEvent(event);
      most = Math.max(most, screen(printed.err).length);
    }
    // 15 rows of chart and the line of progress, never more.
    expect(most).toBe(16);
    const shown = screen(printed.err);
    expect(shown[0]).toContain("smoothed");
    expect(shown.at(-1)).toContain("100/100");
    const draws = printed.err.split("smoothed").length - 1;
    expect(draws).toBeGreaterThan(10);
    expect(draws).toBeLessThanOrEqual(21);
    plot.done();
    expect(screen(printed.err)).toEqual([""]);
  });

  test("elsewhere than on a terminal there is the progress alone", () => {
    const { io, printed } = terminal({ errIsTerminal: false });
    const plot = livePlot(io, options, (to) => runProgress(to, options));
    for (const event of eventsOfRuns(sweepRuns(scene))) plot.onEvent(event);
    plot.done();
    expect(printed.err).not.toMatch(BRAILLE);
    expect(printed.err).toContain("93/100");
  });
});
