// `open`: which report, what it is handed to, and what is said where nothing can show it.
import { chmodSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { openerFor } from "../../src/cli/open/browser.ts";
import { cli, temporaryFolder } from "../helpers/cli.ts";

function page(file: string, minutesAgo = 0): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "<!doctype html>");
  const at = Date.now() / 1000 - 60 * minutesAgo;
  utimesSync(file, at, at);
  return file;
}

/** A program that notes what it is given, and ends as it is told. */
function browser(folder: string, code = 0) {
  const [program, noted] = [join(folder, "browser of mine"), join(folder, "noted")];
  writeFileSync(program, `#!/bin/sh\necho "$#:$1" > '${noted}'\nexit ${code}\n`);
  chmodSync(program, 0o755);
  return { program, read: () => (existsSync(noted) ? readFileSync(noted, "utf8") : "") };
}

describe("the newest report", () => {
  test("of a folder, of the folders in it, a page itself; hidden ones do not count", async () => {
    const folder = temporaryFolder();
    const old = page(join(folder, "a", "report.html"), 30);
    const newest = page(join(folder, "b c", "report.html"), 10);
    page(join(folder, "d", "other.html"));
    page(join(folder, ".hidden", "report.html"));
    page(join(folder, "node_modules", "x", "report.html"));
    const shown = async (path: string) => (await cli(["open", path, "--print"])).out;
    expect(await shown(folder)).toBe(`${newest}\n`);
    expect(await shown(join(folder, "a"))).toBe(`${old}\n`);
    expect(await shown(old)).toBe(`${old}\n`);
    const comparison = page(join(folder, "comparison.html"), 1);
    expect(await shown(folder)).toBe(`${comparison}\n`);
  });

  test("is not there: said, with what makes one", async () => {
    const folder = temporaryFolder();
    const text = join(folder, "x.txt");
    writeFileSync(text, "");
    for (const [path, words] of [
      [folder, "holds no report.html"],
      [join(folder, "nothing"), "there is no "],
      [text, "is no page"],
    ] as const) {
      const { code, out, err } = await cli(["open", path]);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain(words);
    }
  });
});

describe("the browser", () => {
  test("gets the address of the page, through no shell, and the path is printed", async () => {
    const folder = temporaryFolder();
    const file = page(join(folder, "a $(touch x) ü", "report.html"));
    const { program, read } = browser(folder);
    const { code, out, err } = await cli(["open", folder], { env: { BROWSER: program } });
    expect([code, out, err]).toEqual([0, `${file}\n`, ""]);
    await vi.waitFor(() => expect(read()).toBe(`1:${pathToFileURL(file).href}\n`));
    const json = await cli(["open", folder, "--json"], { env: { BROWSER: program } });
    expect(json.json()).toEqual({ version: 1, file, opened: true });
  });

  test.each([
    ["--new %s", (url: string) => `2:--new ${url}`],
    ["--app=%s --x", (url: string) => `2:--app=${url} --x`],
    ["'--a b'", (url: string) => `2:--a b ${url}`],
  ])("gets what stands behind its name, and the address in it: %s", async (args, given) => {
    const folder = temporaryFolder();
    const file = page(join(folder, "report.html"));
    const noted = join(folder, "noted");
    const program = join(folder, "prog");
    writeFileSync(program, `#!/bin/sh\necho "$#:$*" > '${noted}'\n`);
    chmodSync(program, 0o755);
    const { code, err } = await cli(["open", folder], { env: { BROWSER: `${program} ${args}` } });
    expect([code, err]).toEqual([0, ""]);
    const read = () => (existsSync(noted) ? readFileSync(noted, "utf8") : "");
    await vi.waitFor(() => expect(read()).toBe(`${given(pathToFileURL(file).href)}\n`));
  });

  test("is not there, or cannot: the path is printed all the same, and why", async () => {
    const folder = temporaryFolder();
    const file = page(join(folder, "report.html"));
    const failing = browser(folder, 3);
    for (const [env, why] of [
      [{ BROWSER: "none" }, "there is no browser here"],
      [{ BROWSER: join(folder, "not-there") }, "ENOENT"],
      [{ BROWSER: failing.program }, "ended with exit code 3"],
    ] as const) {
      const { code, out, err } = await cli(["open", folder], { env });
      expect([code, out]).toEqual([0, `${file}\n`]);
      expect(err).toContain(`not opened: `);
      expect(err).toContain(why);
    }
    const printed = await cli(["open", folder, "--print"], { env: { BROWSER: failing.program } });
    expect([printed.out, printed.err]).toEqual([`${file}\n`, ""]);
  });

  test("is what the system has, where there is a screen", () => {
    expect(openerFor({}, "linux")).toBeNull();
    expect(openerFor({ DISPLAY: ":0" }, "linux")?.program).toBe("xdg-open");
    expect(openerFor({ WAYLAND_DISPLAY: "wayland-0" }, "linux")?.program).toBe("xdg-open");
    expect(openerFor({}, "darwin")?.program).toBe("open");
    expect(openerFor({}, "win32")?.program).toBe("rundll32.exe");
    expect(openerFor({ BROWSER: "none" }, "darwin")).toBeNull();
    expect(openerFor({ BROWSER: "firefox", DISPLAY: ":0" }, "linux")?.program).toBe("firefox");
  });
});
