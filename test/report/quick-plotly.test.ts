import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { asciiScript, quickPlotly } from "../../src/report/quick-plotly.ts";

const path = createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js");
const plotly = readFileSync(path, "utf8");

test("the installed plotly keeps every kind of trace, but starts none but its core's", () => {
  const quick = quickPlotly(plotly);
  expect(quick).not.toBe(plotly);
  // All of it is there: what goes is the wrapper, a few hundred characters.
  expect(plotly.length - quick.length).toBeLessThan(1000);
  expect(quick.match(/\.registerAll=\(\)=>\w+\.register\(\[(?:\w+\(\),?){40,}\]\)/g)).toHaveLength(
    1,
  );
  expect(() => new Function(quick)).not.toThrow();
});

test("a script that is put together in another way comes back as it is", () => {
  expect(quickPlotly("window.Plotly = {};")).toBe("window.Plotly = {};");
});

test("characters outside of ASCII mean the same as escapes", () => {
  const script = 'return ["学习率 – 😀", `a“1”`, "€".replace(/[–€]/u, "x")]';
  const ascii = asciiScript(script);
  expect(ascii).toMatch(/^[\x20-\x7e]*$/);
  expect(new Function(ascii)()).toEqual(["学习率 – 😀", "a“1”", "x"]);
});
