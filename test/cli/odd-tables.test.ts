import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";

// Whatever a table holds, what reads it says what is wrong in words of its own: never by a crash.

/** What every command that reads a table is asked. */
const READERS = (file: string): string[][] => [
  ["law", file],
  ["law", file, "--at", "batch=32"],
  ["law", file, "--json"],
  ["analyze", file],
  ["analyze", file, "--json"],
  ["diagnose", file],
  ["run", "--data", file, "--target", "0", "--dry-run", "--engine", "cpu"],
];

const HEADS = [
  "lr",
  "loss",
  "batch",
  "step",
  "val_loss",
  "seed",
  "optimizer",
  "width",
  "epoch",
  "",
];
const CELLS = [
  ...["", "0", "-0.1", "1", "8", "16", "0.1", "0.01", "1e-3", "1e300", "-1e300", "1e-300"],
  ...["nan", "inf", "-inf", "adam", "sgd", "crashed", "1,5", "2020-01-02", '"a', "9".repeat(400)],
];

const oddTables = fc
  .record({
    heads: fc.array(fc.constantFrom(...HEADS), { minLength: 1, maxLength: 5 }),
    delimiter: fc.constantFrom(",", ";", "\t", " "),
    rows: fc.integer({ min: 0, max: 30 }),
    isNumeric: fc.boolean(),
  })
  .chain(({ heads, delimiter, rows, isNumeric }) => {
    const cell = isNumeric
      ? fc.oneof(
          fc.double({ min: 1e-6, max: 10, noNaN: true }).map((value) => value.toPrecision(4)),
          fc.constantFrom("1", "8", "16", "0", "-1"),
        )
      : fc.constantFrom(...CELLS);
    return fc
      .array(fc.array(cell, { minLength: heads.length, maxLength: heads.length }), {
        minLength: rows,
        maxLength: rows,
      })
      .map((cells) => `${[heads, ...cells].map((row) => row.join(delimiter)).join("\n")}\n`);
  });

async function readAll(text: string): Promise<void> {
  const file = join(temporaryFolder(), "odd.csv");
  writeFileSync(file, text);
  for (const args of READERS(file)) {
    const { err, code } = await cli(args);
    const said = `${args.join(" ").replace(file, "odd.csv")}: ${err}`;
    expect(said).not.toContain("This is a fault of lr-finder");
    expect([0, 2, 3, 4]).toContain(code);
  }
}

test("no odd table is a fault of lr-finder", { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(oddTables, readAll), {
    seed: 20240611,
    numRuns: 60,
    examples: [["lr,loss,batch\n-0.1,1,8\n0,1,8\n0.1,1e300,0\n"], [""], ["lr\n"]],
  });
});

test.each(["sweep.csv", "training.csv"])("a law of %s, which varies the LR alone", async (name) => {
  for (const form of [[], ["--json"], ["--quiet"]]) {
    const { code, err } = await cli(["law", repoFile(`examples/logs/${name}`), ...form]);
    expect(code).toBe(2);
    expect(err).toContain("nothing was varied but the learning rate");
    expect(err).toContain("analyze");
  }
});

test("a table longer than the arguments of a call", { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const rows = Array.from({ length: 200_000 }, (_, i) => {
    const lr = 10 ** (-4 + (i % 997) / 400);
    return `${i},${lr},${(Math.log10(lr) + 2.5) ** 2 + (i % 7) / 50},${8 << (i % 3)}`;
  });
  const file = join(folder, "long.csv");
  writeFileSync(file, `step,lr,loss,batch\n${rows.join("\n")}\n`);
  for (const args of [
    ["law", file, "--factor", "batch"],
    ["analyze", file],
    ["diagnose", file],
  ]) {
    expect((await cli(args)).err).not.toContain("This is a fault of lr-finder");
  }
});

test("no list of any length is spread into a call of Math", () => {
  const root = repoFile("src");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const spread = files
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => /Math\.(?:max|min)\(\s*\.\.\./.test(readFileSync(join(root, file), "utf8")))
    // Its comment says what `maxOf` is for.
    .filter((file) => file !== join("core", "stats.ts"));
  expect(spread).toEqual([]);
});
