import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser, statusLine } from "../helpers/browser.ts";
import { explodingLoss, HOSTILE, makeResult, rulesOf, SCENES } from "./fixtures.ts";
import { closeReport as close, openReport as open, usePages } from "./open-page.ts";

usePages();

const visibleTraces = (page: Page, figure: string) =>
  page.locator(`.plot[data-figure=${figure}] .scatterlayer .trace`).count();

const smoothedPath = (page: Page) =>
  page.locator(".plot[data-figure=loss] .scatterlayer .js-line").first().getAttribute("d");

describeInBrowser("the report in a browser", (browser) => {
  test("draws both charts, fetches nothing; buttons and pointer work", async () => {
    const result = SCENES.healthy();
    const watched = await open(browser(), result, {
      permissions: ["clipboard-read", "clipboard-write"],
      acceptDownloads: true,
      viewport: { width: 1200, height: 900 },
    });
    const { page } = watched;
    const marks = Object.values(result.rules).filter(({ lr }) => lr !== null).length;
    // Smoothed, held-out and slope, and a mark for each rule; raw losses are drawn by the page itself.
    expect(await visibleTraces(page, "loss")).toBe(3 + marks);
    expect(await visibleTraces(page, "plan")).toBeGreaterThanOrEqual(4);
    expect(await page.locator(".plot[data-figure=loss] .shapelayer path").count()).toBeGreaterThan(
      3,
    );

    const valley = page.getByRole("button", { name: "valley 0.0014" });
    await valley.click();
    expect(await valley.getAttribute("aria-pressed")).toBe("false");
    await expect.poll(() => visibleTraces(page, "loss")).toBe(2 + marks);
    await valley.press("Enter");
    await expect.poll(() => visibleTraces(page, "loss")).toBe(3 + marks);

    const press = (name: string) =>
      page.locator("#loss").getByRole("button", { name, exact: true }).click();
    const linear = await smoothedPath(page);
    await press("Log loss");
    await expect.poll(() => smoothedPath(page)).not.toBe(linear);
    await press("Show all");
    await press("Log loss");
    await press("Readable part");
    await expect.poll(() => smoothedPath(page)).toBe(linear);

    const said = await statusLine(page);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Copy the learning rate 0.0021" }).click();
    await expect.poll(said).toContain("Copied");
    expect(await clipboard()).toBe("0.0021");
    await page
      .getByRole("button", { name: /^Copy the code/ })
      .first()
      .click();
    const code = await page.locator("pre code").first().textContent();
    await expect.poll(clipboard).toBe(code);

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("#loss").getByRole("button", { name: "Save SVG" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("lr-finder-loss.svg");
    expect(await readFile(await download.path(), "utf8")).toMatch(/^<svg/);
    await page.locator("#loss").scrollIntoViewIfNeeded();
    const box = await page.locator(".plot[data-figure=loss]").boundingBox();
    if (!box) throw new Error("no plot");
    await page.mouse.move(box.x + 300, box.y + 120);
    await page.mouse.move(box.x + 302, box.y + 121);
    const label = page.locator(".plot[data-figure=loss] .hoverlayer .legend");
    await label.waitFor();
    const words = (await label.textContent()) ?? "";
    for (const word of ["LR", "Step", "Raw", "Smoothed", "Slope"]) expect(words).toContain(word);
    await close(watched);
  });

  test("follows the system's theme until the button says otherwise, and stays within 380 px", async () => {
    const watched = await open(browser(), SCENES.repeats(), {
      colorScheme: "dark",
      viewport: { width: 380, height: 800 },
    });
    const { page } = watched;
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const line = () =>
      page.evaluate(() => {
        const trace = document.querySelector(".plot[data-figure=plan] .scatterlayer .js-line");
        return trace ? getComputedStyle(trace).stroke : "";
      });
    const dark = [await ground(), await line()];
    expect(dark[0]).toBe("rgb(16, 19, 21)");
    await page.getByRole("button", { name: "Light theme" }).click();
    await page.getByRole("button", { name: "Dark theme" }).waitFor();
    await expect.poll(ground).toBe("rgb(246, 246, 243)");
    await expect.poll(line).not.toBe(dark[1]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(380);
    await close(watched);
  });

  test("hostile names stay text", async () => {
    const watched = await open(browser(), {
      ...makeResult({ loss: explodingLoss, name: HOSTILE.repeat(100) }),
      warnings: [{ code: HOSTILE, message: HOSTILE, data: {} }],
      rules: rulesOf({ [HOSTILE]: { lr: 1e-3, note: HOSTILE }, __proto__x: { lr: 2e-3 } }),
      methods: { valley: 1e-3 },
      options: { [HOSTILE]: HOSTILE, constructor: HOSTILE },
      engine: { name: HOSTILE, version: HOSTILE, why: HOSTILE },
    });
    const { page } = watched;
    expect(await page.locator("img, b, iframe, object").count()).toBe(0);
    // Data, three packed texts, the first script, and the two that it made of them.
    expect(await page.locator("script").count()).toBe(7);
    const cell = await page.locator("#rules-table tbody tr:nth-child(2) th").textContent();
    expect(cell).toContain("</script><img src=x onerror=alert(1)>");
    await close(watched);
  });

  test("no suggestion, and a sweep without a single loss", async () => {
    const flat = await open(browser(), SCENES.flat(), { charts: false });
    expect(await flat.page.locator("h1").textContent()).toContain("does not react");
    expect(await flat.page.locator("#no-charts").textContent()).toContain("chart library");
    await close(flat);
    const empty = await open(browser(), SCENES.empty());
    expect(await empty.page.locator(".plot").count()).toBe(0);
    await close(empty);
  });

  test("without scripts charts, words and tables are all there", async () => {
    const watched = await open(browser(), SCENES.healthy(), {
      javaScriptEnabled: false,
      ready: false,
    });
    const { page } = watched;
    expect(await page.locator("noscript .notice").isVisible()).toBe(true);
    expect(await page.locator("h1").textContent()).toBe("0.0021");
    expect(await page.locator("#rules-table tbody tr").count()).toBe(11);
    expect(await page.locator("#points-table tbody tr").count()).toBe(100);
    expect(await page.locator(".drawing .lines path").count()).toBeGreaterThan(8);
    expect(await page.locator(".entry:visible").count()).toBeGreaterThan(8);
    expect(await page.locator("button:visible, input:visible").count()).toBe(0);
    await close(watched);
  });

  test("without DecompressionStream it says so and keeps words and charts", async () => {
    const { page, url } = await open(browser(), SCENES.healthy());
    await page.addInitScript("delete globalThis.DecompressionStream");
    await page.goto(url);
    const notice = page.locator("#no-charts");
    await notice.waitFor();
    expect(await notice.textContent()).toContain("DecompressionStream");
    expect(await page.locator(".drawing:visible").count()).toBe(2);
    expect(await page.locator("input:visible, .tools button:visible").count()).toBe(0);
    await page.context().close();
  });

  test("headings, landmarks and names are in order", async () => {
    const watched = await open(browser(), SCENES.healthy(), { charts: false });
    const { page } = watched;
    const found = await page.evaluate(() => {
      const named = (element: Element) =>
        element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
      const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      const refs = [...document.querySelectorAll("[aria-labelledby]")].flatMap((element) =>
        (element.getAttribute("aria-labelledby") ?? "").split(" "),
      );
      return {
        headings: [...document.querySelectorAll("h1,h2,h3")].map(({ tagName }) => tagName),
        landmarks: ["header", "main", "footer"].map(
          (name) => document.querySelectorAll(name).length,
        ),
        unnamed: [...document.querySelectorAll("button")].filter((each) => named(each) === "")
          .length,
        captions: [...document.querySelectorAll("table")].map(
          (each) => each.caption?.textContent ?? "",
        ),
        twice: ids.filter((id, i) => ids.indexOf(id) !== i),
        dangling: refs.filter((id) => document.getElementById(id) === null),
        language: document.documentElement.lang,
      };
    });
    expect(found.headings[0]).toBe("H1");
    expect(found.headings.filter((level) => level === "H1").length).toBe(1);
    expect(found.landmarks).toEqual([1, 1, 1]);
    expect(found.unnamed).toBe(0);
    expect(found.captions.filter((caption) => caption === "")).toEqual([]);
    expect([found.twice, found.dangling, found.language]).toEqual([[], [], "en"]);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      "Skip to the answer",
    );
    await close(watched);
  });
});
