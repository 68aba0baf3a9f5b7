import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkPageFile, writePage } from "../../src/files/index.ts";
import { html } from "../../src/report/html/template.ts";
import { page } from "../../src/report/page/page.ts";
import { temporaryFolder } from "../helpers/cli.ts";
import { describeWith, linux } from "../helpers/needs.ts";

const ours = (title: string) =>
  page({ title, heading: html``, body: html`${title}`, figures: [], plotly: null });

describe("a page", () => {
  test("is written where nothing is, over an empty file, and over a page of ours", async () => {
    const file = join(temporaryFolder(), "deep", "r.html");
    const empty = join(temporaryFolder(), "empty");
    writeFileSync(empty, "");
    for (const text of [ours("one"), ours("two")]) {
      for (const path of [file, empty]) {
        await writePage(path, text);
        expect(readFileSync(path, "utf8")).toBe(text);
      }
    }
  });

  test.each([
    ["a data set", "a,b\n1,2\n"],
    ["a result", '{"version":1}\n'],
    ["another page", "<!doctype html>\n<html><body>mine</body></html>\n"],
    ["a text with our mark", `a,b\n1,${'<p class="brand">lr-finder</p>'}\n`],
    ["bytes", "\0\x01\x02"],
  ])("is not written over %s", async (_what, text) => {
    const file = join(temporaryFolder(), "x");
    writeFileSync(file, text);
    for (const wrong of [() => checkPageFile(file), () => writePage(file, ours("new"))]) {
      await expect(wrong()).rejects.toMatchObject({ name: "InputError", code: "not-ours" });
    }
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("is not written where it may not be", async () => {
    const file = join(temporaryFolder(), "x");
    writeFileSync(file, ours("one"));
    chmodSync(file, 0o444);
    await expect(checkPageFile(file)).rejects.toMatchObject({ code: "read-only" });
    await expect(checkPageFile(join(file, "y"))).rejects.toMatchObject({ code: "not-a-folder" });
    await expect(checkPageFile("")).rejects.toThrow("got an empty one");
  });
});

describeWith(linux, "a page is no", () => {
  test.each(["folder", "pipe", "/dev/full", "/dev/null", "/proc/self/status", "/proc/self/new"])(
    "%s",
    async (what) => {
      const path = what.startsWith("/") ? what : join(temporaryFolder(), "x");
      if (what === "folder") mkdirSync(path);
      if (what === "pipe") execFileSync("mkfifo", [path]);
      const was = existsSync(path);
      await expect(checkPageFile(path)).rejects.toMatchObject({ name: "InputError" });
      expect(existsSync(path)).toBe(was);
    },
    2000,
  );
});
