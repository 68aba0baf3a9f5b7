import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cli, temporaryFolder } from "../helpers/cli.ts";

// Every file of text that is read is UTF-8, and one that is not says where, and what to do.

function latin1(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, Buffer.from(text, "latin1"));
  return file;
}

const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 2 ? "ä" : "ö"}`).join("\n");
const LOG = `step,lr,loss\n${Array.from({ length: 60 }, (_, i) => `${i},${10 ** (i / 10 - 5)},${Math.abs(i - 40)}${i === 4 ? " é" : ""}`).join("\n")}\n`;

describe("refused, with its place and the command that converts it", () => {
  test.each([
    [
      "data",
      () => ["run", "--data", latin1("t.csv", `x,y\n${rows}\n`), "--target", "y"],
      "row 2, column 2",
    ],
    [
      "a header",
      () => ["run", "--data", latin1("t.csv", `größe,y\n${rows}\n`), "--target", "y"],
      "row 1, column 1",
    ],
    [
      "an options file",
      () => ["run", "--options", latin1("o.yaml", "run:\n  name: é\n")],
      "line 2, character 9",
    ],
    [
      "a spec",
      () => ["study", "run", latin1("s.yaml", "version: 1\nname: é\n"), "--out", "unused"],
      "line 2, character 7",
    ],
  ] as const)("%s", async (_, make, place) => {
    const { code, err } = await cli(make());
    expect(code).toBe(2);
    expect(err).toContain("is not UTF-8");
    expect(err).toContain(place);
    expect(err).toContain("iconv -f WINDOWS-1252 -t UTF-8");
  });
});

test("a config", async () => {
  const { readConfig } = await import("../../src/config/config-file.ts");
  const file = latin1("c.yaml", "lr: 0.1 # für\n");
  await expect(readConfig(file)).rejects.toMatchObject({
    code: "config-encoding",
    message: expect.stringMatching(/is not UTF-8.*line 1, character 12.*iconv/),
  });
});

test("a log is read, and its damage said with the line", async () => {
  const file = latin1("log.csv", LOG.replace(" é", "").replace("step", "schritt é"));
  for (const command of [["analyze"], ["law", "--factor", "schritt"]]) {
    const { err, out } = await cli([...command, file, "--json"]);
    expect(err + out).toMatch(/is not UTF-8 text: line 1 holds|column/);
  }
  const { out } = await cli(["analyze", file, "--json"]);
  expect(out).toContain("line 1 holds bytes of another encoding");
});
