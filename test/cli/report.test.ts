import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toJson } from "../../src/core/json.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";
import { grid, resultOf } from "../report/compare/results.ts";

/** A folder with result folders of these names. */
function results(names: readonly string[]): string {
  const folder = temporaryFolder();
  grid(names.length).forEach((result, i) => {
    const own = join(folder, names[i] as string);
    mkdirSync(own);
    writeFileSync(join(own, "result.json"), toJson(result));
  });
  return folder;
}

describe("report", () => {
  test("of several results is a comparison beside their folders, with the table as data", async () => {
    const folder = results(["a", "b", "c"]);
    const paths = ["a", "b", "c/result.json"].map((name) => join(folder, name));
    const run = await cli(["report", ...paths, "--json"]);
    expect(run.code).toBe(0);
    const made = run.json<{
      version: number;
      file: string;
      factors: { name: string }[];
      rows: { lr: number }[];
    }>();
    expect(made.version).toBe(1);
    expect(made.file).toMatch(/comparison\.html$/);
    expect(made.factors.map(({ name }) => name)).toEqual(["optimizer"]);
    expect(made.rows).toHaveLength(3);
    expect(readFileSync(join(folder, "comparison.html"), "utf8")).toContain("3 results");
  });

  test("of a folder of runs takes all of them, in Chinese where asked", async () => {
    const folder = results(["a", "b"]);
    writeFileSync(join(folder, "README.md"), "not a result");
    const out = join(folder, "zh.html");
    const run = await cli(["report", folder, "--out", out, "--lang", "zh"]);
    expect([run.code, run.out]).toEqual([0, `${out}\n`]);
    expect(readFileSync(out, "utf8")).toContain("2 个结果");
  });

  test("of one result is its report; --plot draws it on stderr", async () => {
    const folder = results(["a"]);
    const run = await cli(["report", join(folder, "a"), "--plot"], { env: { LANG: "C" } });
    expect([run.code, run.out]).toEqual([0, `${join(folder, "a", "report.html")}\n`]);
    expect(run.err).toContain("LR 0.002");
    expect(run.err).toMatch(/^[\x20-\x7e\n]+$/);
  });

  test("says what is wrong with what it was given", async () => {
    const folder = results(["a", "b"]);
    const [a, b] = ["a", "b"].map((name) => join(folder, name)) as [string, string];
    mkdirSync(join(folder, "empty"));
    writeFileSync(join(b, "result.json"), toJson({ ...resultOf(), version: 99 }));
    const refused = async (args: readonly string[]) => {
      const run = await cli(["report", ...args]);
      expect(run.code).toBe(2);
      return run.err;
    };
    expect(await refused([])).toContain("no result was given");
    expect(await refused([a, b])).toContain("newer lr-finder");
    expect(await refused([a, join(folder, "empty")])).toContain("no result in the folder");
    expect(await refused([a, join(folder, "none")])).toContain("no such file");
    expect(await refused([a, join(a, "result.json")])).toContain("is given twice");
    expect(await refused([a, "--lang", "fr"])).toContain("--lang must be one of en, zh");
    expect(await refused([a, "--blank"])).toContain("leave out the results");
  });

  test("a page is not written over anything but a page", async () => {
    const folder = temporaryFolder();
    const result = join(folder, "result.json");
    copyFileSync(repoFile("test/fixtures/documents/results/standard.json"), result);
    const before = readFileSync(result, "utf8");
    const csv = join(folder, "data.csv");
    writeFileSync(csv, "a,b\n1,2\n");
    const schedule = "cosine:peak-lr=0.1,total-steps=10";
    const pages = (out: string) => [
      ["report", result, "--out", out],
      ["report", "--blank", "--out", out],
      ["schedule", "compare", schedule, "--out", out],
    ];
    for (const line of [...pages(result), ...pages(csv)]) {
      const run = await cli(line);
      expect([run.code, run.err]).toEqual([2, expect.stringContaining("not a page of lr-finder")]);
    }
    expect(readFileSync(result, "utf8")).toBe(before);
    expect(readFileSync(csv, "utf8")).toBe("a,b\n1,2\n");
    const page = join(folder, "page.html");
    for (let i = 0; i < 2; i++) {
      for (const line of pages(page)) expect((await cli(line)).code).toBe(0);
    }
  });

  test("--blank makes the page without a result", async () => {
    const out = join(temporaryFolder(), "play.html");
    const run = await cli(["report", "--blank", "--out", out]);
    expect([run.code, run.out]).toEqual([0, `${out}\n`]);
    expect(readFileSync(out, "utf8")).toContain('id="drop"');
  });
});
