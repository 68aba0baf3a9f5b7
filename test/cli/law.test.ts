import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { lawSchema, parse } from "../../src/contract/index.ts";
import { random } from "../../src/core/random.ts";
import { cli, temporaryFolder } from "../helpers/cli.ts";

const LRS = Array.from({ length: 11 }, (_, i) => 10 ** (-4 + i / 4));

/** A table of trainings whose best LR falls with the root of the width and rises with that of the batch. */
function table(optimizers: readonly string[] = []): string {
  const draw = random(1, "law");
  const named = optimizers.length > 0;
  const rows = (named ? optimizers : [""]).flatMap((optimizer, k) =>
    [32, 64, 128].flatMap((width) =>
      [16, 64, 256].flatMap((batch) => {
        const best = -2.5 - 0.5 * Math.log10(width / 64) + 0.5 * Math.log10(batch / 64) + 0.5 * k;
        return LRS.map((lr) => {
          const loss = 1 + 0.2 * (Math.log10(lr) - best) ** 2 + 0.002 * draw.normal();
          return `${named ? `${optimizer},` : ""}${width},${batch},${lr},${loss}`;
        });
      }),
    ),
  );
  return `${[`${named ? "optimizer," : ""}width,batch_size,lr,val_loss`, ...rows].join("\n")}\n`;
}

function file(text: string, name = "runs.csv"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

interface LawJson {
  status: string;
  reason?: string;
  lr: number;
  interval80: [number, number];
  plan: { schedule: { totalSteps: number } } | null;
  warnings: { code: string }[];
  laws?: { names: Record<string, string>; law: LawJson }[];
}

const AT = "width=512,batch_size=256";

describe("a table", () => {
  test("--json: the contract, and the LR that made the table", async () => {
    const { code, json } = await cli(["law", file(table()), "--at", AT, "--json"]);
    const law = json<LawJson>();
    expect(code).toBe(0);
    expect(parse(lawSchema, law)).toMatchObject({ ok: true });
    // -2.5 - 0.5 log10 8 + 0.5 log10 4 = -2.65
    expect(Math.abs(Math.log10(law.lr) + 2.65)).toBeLessThan(0.15);
    expect(law.warnings.map(({ code }) => code)).toContain("law-factors-guessed");
  });

  test("in words: the answer is last, no line is wider than 80", async () => {
    const { code, out } = await cli(["law", file(table()), "--at", AT]);
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.at(-2)).toMatch(/^Learning rate at batch_size 256, width 512: 0\.00/);
    expect(lines.at(-1)).toMatch(/^ {2}80 %: .* to .*; 95 %: /);
    const prose = lines.filter((line) => line.startsWith("- "));
    expect(prose.every((line) => line.length <= 80)).toBe(true);
  });

  test("--quiet: the LR alone", async () => {
    const { out } = await cli(["law", file(table()), "--at", AT, "--quiet"]);
    expect(Number(out)).toBeGreaterThan(0);
  });

  test("names: a law for each, side by side", async () => {
    const { json } = await cli(["law", file(table(["adam", "sgd"])), "--at", AT, "--json"]);
    const { laws } = json<LawJson>();
    expect(laws?.map(({ names }) => names)).toEqual([{ optimizer: "adam" }, { optimizer: "sgd" }]);
    const logs = laws?.map(({ law }) => Math.log10(law.lr)) ?? [];
    expect((logs[1] as number) - (logs[0] as number)).toBeCloseTo(0.5, 1);
  });

  test("--apply without --out puts the law where results go, and records it", async () => {
    const folder = temporaryFolder();
    const config = join(folder, "c.yaml");
    writeFileSync(config, "lr: 0.1\n");
    const table_ = file(table(), `applied-${process.pid}.csv`);
    const { code, json } = await cli([
      ...["law", table_, "--at", AT, "--apply", `${config}:lr`, "--yes", "--outside", "--json"],
    ]);
    expect(code).toBe(0);
    const { files } = json<{ files: { law: string } }>();
    try {
      expect(files.law).toMatch(/^reports\/applied-\d+-.*\/law\.json$/);
      expect(readFileSync(`${config}.lr-finder.json`, "utf8")).toContain("law.json");
      expect((await cli(["apply", "--check", config])).code).toBe(0);
      const undone = await cli(["apply", "--undo", config, "--yes", "--outside"]);
      expect(undone.code).toBe(0);
      expect(readFileSync(config, "utf8")).toBe("lr: 0.1\n");
    } finally {
      rmSync(dirname(files.law), { recursive: true });
    }
  });

  test("no point: exit code 3, exponents all the same", async () => {
    const { code, out } = await cli(["law", file(table())]);
    expect(code).toBe(3);
    expect(out).toContain("to the power of");
    expect(out).toContain("No point was asked for");
    expect(out).not.toContain("No learning rate");
  });

  test("--out: law.json and a page that fetches nothing", async () => {
    const folder = join(temporaryFolder(), "law");
    const { code } = await cli(["law", file(table()), "--at", AT, "--out", folder]);
    expect(code).toBe(0);
    const law = JSON.parse(readFileSync(join(folder, "law.json"), "utf8"));
    expect(parse(lawSchema, law)).toMatchObject({ ok: true });
    const page = readFileSync(join(folder, "report.html"), "utf8");
    expect(page).toContain("default-src &#39;none&#39;");
    expect(page).toContain("Learning rate against width");
  });

  test("--total-steps gives a schedule, --apply writes it and says how to take it back", async () => {
    const folder = temporaryFolder();
    const config = join(folder, "config.yaml");
    writeFileSync(config, "optimizer:\n  lr: 0.1 # tuned\n");
    const out = join(folder, "law");
    const done = await cli([
      ...["law", file(table()), "--at", AT, "--total-steps", "5000", "--optimizer", "adam"],
      ...["--apply", `${config}:optimizer.lr`, "--yes", "--outside", "--out", out, "--json"],
    ]);
    expect(done.code).toBe(0);
    const law = done.json<LawJson>();
    expect(law.plan?.schedule.totalSteps).toBe(5000);
    expect(readFileSync(config, "utf8")).toBe(`optimizer:\n  lr: ${law.lr} # tuned\n`);
    expect(existsSync(`${config}.lr-finder.json`)).toBe(true);
    const undone = await cli(["apply", "--undo", config, "--yes", "--outside"]);
    expect(undone.code).toBe(0);
    expect(readFileSync(config, "utf8")).toBe("optimizer:\n  lr: 0.1 # tuned\n");
  });
});

describe("what cannot be used is refused in the words of the command line", () => {
  test.each([
    ["a factor of an unknown kind", ["--factor", "width=wide"], /COLUMN=KIND.*batch, horizon/],
    ["a point that is none", ["--at", "width"], /--at must be NAME=NUMBER/],
    ["a point outside the factors", ["--at", "depth=4,batch_size=1"], /depth/],
    ["a column that is not there", ["--loss", "val_los"], /Did you mean "val_loss"/],
    ["a profile without a length", ["--at", AT, "--apply", "c.yaml:lr", "--profile", "hf"], /./],
  ])("%s", async (_name, args, message) => {
    const { code, err } = await cli(["law", file(table()), ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  test("a log of one training is none of trainings", async () => {
    const { code, err } = await cli(["law", file("step,loss\n0,1\n1,0.5\n")]);
    expect(code).toBe(2);
    expect(err).toMatch(/learning rate/);
  });
});
