import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { pageScript } from "../../src/report/page/script.ts";
import { loadPlotly } from "../../src/report/plotly.ts";
import { renderReport } from "../../src/report/render-report.ts";
import { HOSTILE, healthyLoss, makeResult, SCENES } from "./fixtures.ts";

let plotly = "";
beforeAll(async () => {
  plotly = await loadPlotly();
});

test("plotly is carried whole", () => {
  const text = gunzipSync(Buffer.from(plotly, "base64")).toString("utf8");
  expect(text.slice(0, 200)).toContain("plotly.js v4");
  expect(text.length).toBeGreaterThan(4_000_000);
});

describe("the file", () => {
  test("of an ordinary run is at most 2.2 MB", () => {
    const page = renderReport(SCENES.healthy(), { plotly });
    expect(Buffer.byteLength(page)).toBeLessThan(2_200_000);
    expect(Buffer.byteLength(renderReport(SCENES.healthy()))).toBeLessThan(200_000);
  });

  test("is the same for the same result", () => {
    expect(renderReport(SCENES.repeats())).toBe(renderReport(SCENES.repeats()));
  });

  test("names the LR and the run in its title", () => {
    expect(renderReport(SCENES.healthy())).toContain(
      "<title>LR 0.0021 · digits-mlp · lr-finder</title>",
    );
  });

  test("refers to nothing outside itself", () => {
    const page = renderReport(SCENES.healthy());
    expect(page).not.toMatch(/https?:|\/\/[a-z]|@import|url\(/);
    expect(page.match(/\b(src|href)="[^"]*"/g)).toEqual(['href="data:,"', 'href="#main"']);
  });

  test("lets no script run without its nonce, and fetches nothing", () => {
    const page = renderReport(SCENES.healthy(), { plotly });
    const written = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    const policy = written.replaceAll("&#39;", "'");
    const nonce = /'nonce-([0-9a-f]{32})'/.exec(policy)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|connect-src|\*/);
    expect(page.match(/<script nonce="([^"]*)"/g)).toEqual([`<script nonce="${nonce}"`]);
  });

  test("says so when it is made without plotly", () => {
    const page = renderReport(SCENES.healthy());
    expect(page).not.toContain('id="plotly"');
    expect(page).toContain("made without the chart library");
  });

  test("takes only base64 for plotly", () => {
    expect(() => renderReport(SCENES.healthy(), { plotly: "</script>" })).toThrow(TypeError);
  });
});

test("hostile text never becomes markup", () => {
  const base = makeResult({ loss: healthyLoss, name: HOSTILE });
  const page = renderReport({
    ...base,
    warnings: [{ code: HOSTILE, message: HOSTILE, data: {} }],
    rules: { [HOSTILE]: { lr: 1e-3, note: HOSTILE } },
    options: { [HOSTILE]: HOSTILE },
  });
  expect(page).not.toContain("<img");
  expect(page.match(/<\/script/g)?.length).toBe(page.match(/<script/g)?.length);
  expect(page).not.toMatch(/<!--|\u202E|\u2028/);
});

test("the page's script parses, and cannot end its element", () => {
  const script = pageScript();
  expect(script).not.toMatch(/<\/script|<!--/i);
  expect(script).not.toMatch(/__vi_|import\(/);
  expect(() => new Function(script)).not.toThrow();
});
