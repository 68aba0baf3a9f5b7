import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { describeInBrowser } from "../helpers/browser.ts";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { axeFaults } from "../report/axe.ts";

// A trainer that waits between steps until the test lets it go on, by writing a file.
const TRAINER = `
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
const loss = (lr) => {
  const x = Math.log10(lr);
  return 0.4 + 1.9 / (1 + Math.exp((x + 3) * 3.2)) + 0.6 * Math.exp((x + 0.7) * 3.4);
};
let steps = 0;
export const trainer = {
  info: { optimizer: "adam", batchSize: 32, stepsPerEpoch: 50, parameterCount: 10, seed: 0,
    engine: { name: "synthetic", version: "1", why: "a test" } },
  async step(lr) {
    steps += 1;
    if (steps === 60) while (!existsSync(process.env.GO_ON)) await wait(20);
    return { loss: loss(lr) };
  },
  async snapshot() {}, async restore() {}, async close() {},
};
`;

interface Run {
  readonly process: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  goOn(): void;
  err(): string;
  /** The exit code, once it ended. */
  readonly ended: Promise<number | null>;
}

async function startRun(): Promise<Run> {
  const folder = temporaryFolder();
  const module = join(folder, "trainer.mjs");
  const gate = join(folder, "go-on");
  writeFileSync(module, TRAINER);
  const child = spawn(
    process.execPath,
    [
      ...[repoFile("dist/cli/main.js"), "run", "--module", module, "--end-lr", "1", "--live"],
      ...["--budget", "quick", "--out", join(folder, "out"), "--json"],
    ],
    { env: { ...process.env, GO_ON: gate } },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let err = "";
  child.stderr?.on("data", (piece) => {
    err += piece;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on("data", () => {
      const found = /live: (http:\S+)\n/.exec(err)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then((code) => reject(new Error(`the run ended with ${code}: ${err}`)));
  });
  return {
    process: child,
    url,
    port: Number(new URL(url).port),
    folder,
    goOn: () => writeFileSync(gate, ""),
    err: () => err,
    ended,
  };
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

const updates = (page: Page) => page.locator("#live-steps").textContent();

describeInBrowser("run --live", (browser) => {
  test("streams steps to every tab, shows the report at the end, and leaves nothing listening", async () => {
    const run = await startRun();
    const context = await browser().newContext();
    context.setDefaultTimeout(120_000);
    const errors: string[] = [];
    const requests: string[] = [];
    context.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    context.on("weberror", (error) => errors.push(error.error().message));
    context.on("request", (request) => requests.push(new URL(request.url()).origin));
    const first = await context.newPage();
    await first.goto(run.url);
    // The run waits before its 60th step: 59 came, the curve is drawn over the whole ladder.
    await expect.poll(() => updates(first)).toBe("59 of at most 100");
    await first.locator(".plot[data-figure=loss] .scatterlayer .js-line").first().waitFor();
    expect(await first.locator("h1").textContent()).toBe("Sweeping the learning rate");
    const ticks = await first.locator(".plot[data-figure=loss] .xtick").count();
    expect(ticks).toBeGreaterThanOrEqual(7);
    expect(await axeFaults(first)).toEqual([]);
    const late = await context.newPage();
    await late.goto(run.url);
    await expect.poll(() => updates(late)).toBe("59 of at most 100");

    const wrong = await context.request.get(run.url.replace(/.$/, "#").replace("#", "_no"));
    expect(wrong.status()).toBe(403);
    const rebound = await context.request.get(run.url, { headers: { Host: "evil.example" } });
    expect(rebound.status()).toBe(403);

    run.goOn();
    expect(await run.ended).toBe(0);
    for (const page of [first, late]) {
      await page.waitForURL(/\/report\?token=/);
      await page.waitForSelector("html[data-ready]");
      expect(await page.title()).toMatch(/^LR 0\.\d+ · trainer\.mjs · lr-finder$/);
    }
    expect(await listens(run.port)).toBe(false);
    expect(existsSync(join(run.folder, "out", "report.html"))).toBe(true);
    expect(errors).toEqual([]);
    expect([...new Set(requests)]).toEqual([`http://127.0.0.1:${run.port}`]);
    await context.close();
  });

  test("Ctrl-C ends the run with a report for the page, and a killed run is said to be over", async () => {
    const run = await startRun();
    const context = await browser().newContext();
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    await page.goto(run.url);
    await expect.poll(() => updates(page)).toBe("59 of at most 100");
    run.process.kill("SIGINT");
    run.goOn();
    expect(await run.ended).toBe(130);
    await page.waitForURL(/\/report\?token=/);
    await page.waitForSelector("html[data-ready]");
    expect(await page.locator(".messages.warnings").textContent()).toContain("cancelled");
    expect(await listens(run.port)).toBe(false);

    const killed = await startRun();
    await page.goto(killed.url);
    await expect.poll(() => updates(page)).toBe("59 of at most 100");
    killed.process.kill("SIGKILL");
    await expect
      .poll(() => page.locator("#lost").textContent())
      .toContain("does not answer any more");
    expect(await page.locator("#lost").textContent()).toContain(join(killed.folder, "out"));
    await context.close();
  });
});
