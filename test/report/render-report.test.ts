import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleWords } from "../../src/report/build-pages.ts";
import { bootScript } from "../../src/report/page/boot.ts";
import { PAGE_SECTIONS } from "../../src/report/page/page-words.ts";
import { renderReport } from "../../src/report/render-report.ts";
import { readPlotly } from "../../src/report/scripts.ts";
import { LANGUAGES } from "../../src/words/index.ts";
import { pageScripts } from "../helpers/pages.ts";
import { fromBase85 } from "./base85.ts";
import { HOSTILE, healthyLoss, makeResult, probedResult, rulesOf, SCENES } from "./fixtures.ts";

let plotly = "";
beforeAll(async () => {
  plotly = await pageScripts("report");
});

test("plotly is carried whole, byte for byte, and the page's own code beside it, at most 120 kB", async () => {
  const [app = "", library = "", ...words] = plotly
    .split(" ")
    .map((part) => gunzipSync(fromBase85(part)));
  expect(Buffer.compare(Buffer.from(library), await readPlotly())).toBe(0);
  expect(app.toString()).toContain("var lrFinderPage=");
  expect(words).toHaveLength(LANGUAGES.length);
  // A page has the words of one language.
  for (const each of words) expect(app.length + each.length).toBeLessThan(120_000);
});

test.each(LANGUAGES)(
  "a page has those sections of its words (%s) that its code asks for",
  async (language) => {
    for (const name of ["report", "live"] as const) {
      const code = await bundleWords(name, language);
      const words = new Function(`${code}; return lrFinderWords;`)();
      expect(Object.keys(words[language]).sort()).toEqual([...PAGE_SECTIONS[name]].sort());
    }
  },
);

describe("the file", () => {
  test("of an ordinary run is at most 2.2 MB", () => {
    const page = renderReport(SCENES.healthy(), { plotly });
    expect(Buffer.byteLength(page)).toBeLessThan(2_200_000);
    const probed = renderReport(probedResult(), { plotly });
    expect(Buffer.byteLength(probed)).toBeLessThan(2_200_000);
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
    // The packed numbers are no addresses, whatever letters they are made of.
    const page = renderReport(SCENES.healthy()).replace(/"(lrs|losses)":"[^"]*"/g, "");
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

  test("takes only packed text for plotly", () => {
    expect(() => renderReport(SCENES.healthy(), { plotly: "</script>" })).toThrow(TypeError);
  });
});

test("hostile text never becomes markup", () => {
  const base = makeResult({ loss: healthyLoss, name: HOSTILE });
  const page = renderReport({
    ...base,
    warnings: [{ code: HOSTILE, message: HOSTILE, data: {} }],
    rules: rulesOf({ [HOSTILE]: { lr: 1e-3, note: HOSTILE } }),
    options: { [HOSTILE]: HOSTILE },
  });
  expect(page).not.toContain("<img");
  expect(page.match(/<\/script/g)?.length).toBe(page.match(/<script/g)?.length);
  expect(page).not.toMatch(/<!--|\u202E|\u2028/);
});

test("the page's script parses, and cannot end its element", () => {
  const script = bootScript();
  expect(script).not.toMatch(/<\/script|<!--/i);
  expect(script).not.toMatch(/__vi_|import\(/);
  expect(() => new Function(script)).not.toThrow();
});

describe("in Chinese", () => {
  const page = renderReport(SCENES.healthy(), { language: "zh" });

  test("the page says so, and its own words are Chinese", () => {
    expect(page).toContain('<html lang="zh-CN" dir="ltr">');
    expect(page).toContain("建议的学习率");
    expect(page).toContain("各规则的结果");
    expect(page).not.toMatch(/Recommended learning rate|What each rule says|Skip to the answer/);
  });

  test("notes without a translation keep their message, and user text stays text", () => {
    const hostile = renderReport(
      { ...makeResult({ loss: healthyLoss, name: HOSTILE }), probes: [], verification: null },
      { language: "zh" },
    );
    expect(hostile).toContain("Training ran on WebAssembly");
    expect(hostile).not.toContain("<img");
  });
});

test("probes and a verification have their charts and tables; without them there is no section", () => {
  const page = renderReport(probedResult());
  expect(page).toContain('id="probes"');
  expect(page).toContain("probe at 0.01 ends lowest");
  expect(page).toContain("given up early: clearly behind");
  expect(page).toContain('id="verification"');
  expect(page).toContain("The plan ended lower than the default by 0.3.");
  const plain = renderReport(SCENES.healthy());
  expect(plain).not.toMatch(/id="(probes|verification|probe-numbers)"/);
});

test("the project's git commit is shown where the run knew it", () => {
  const base = SCENES.healthy();
  const versions = { ...base.versions, project: "1a2b3c4 (changed)" };
  expect(renderReport({ ...base, versions })).toContain("Git commit of the project");
});

test("of many points some are listed, and all are carried", () => {
  const page = renderReport(makeResult({ loss: healthyLoss, steps: 5000 }));
  expect(page.match(/<tr><th scope="row"/g)?.length).toBeLessThan(1100);
  expect(page).toContain("Of 5,000 points 1,000 are listed");
  expect(Buffer.byteLength(page)).toBeLessThan(700_000);
});
