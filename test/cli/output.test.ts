import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanOutput, control, printable } from "../../src/cli/output.ts";
import { shortenMiddle } from "../../src/core/shorten.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";

const RAW = /[^\P{Cc}\n\t]|(?![\u200C\u200D])\p{Cf}|[\u2028\u2029]|[\u{E0100}-\u{E01EF}]/u;

/** A clipboard write, a title, colours, a cleared screen, a C1 sequence, a turned direction, a bell. */
const HOSTILE = "\u001b]52;c;cm0g\u0007\u001b]0;t\u001b\\\u001b[31m\u001b[2J\u009b1m\u202e\r\u0007";

const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xa0 }),
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0xe0000, max: 0xe01ef }),
      fc.constantFrom(0x202e, 0x2066, 0xfeff, 0x200b, 0xad),
    ),
  )
  .map((codes) => String.fromCodePoint(...codes));

describe("what is printed", () => {
  test("has no control character, whatever came", () => {
    fc.assert(fc.property(anyText, (text) => void expect(printable(text)).not.toMatch(RAW)));
    expect(printable(HOSTILE)).not.toMatch(RAW);
    expect(printable("a\u001b[31mb\u202e\tc\n")).toBe("a\\u001b[31mb\\u202e\tc\n");
  });

  test("has no character that is not seen, but those that scripts and emoji need", () => {
    expect(printable("a\u{E0041}\u{E007F}b\u200Bc")).toBe("a\\udb40\\udc41\\udb40\\udc7fb\\u200bc");
    const fine = "\u0646\u0645\u06cc\u200c\u062e \u{1F469}\u200d\u{1F52C} \u2764\ufe0f äöü 学习率";
    expect(printable(fine)).toBe(fine);
  });

  test("keeps ours, with anything between them", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const red = `${control.style(31)}${text}${control.style(39)}`;
        expect(printable(red)).toBe(`\u001b[31m${printable(text)}\u001b[39m`);
      }),
    );
    const redrawn = `${control.lineStart}${control.up(3)}${control.eraseLine}${control.eraseBelow}`;
    expect(printable(redrawn)).toBe("\r\u001b[3A\u001b[K\u001b[J");
  });

  test("cannot be made to pass for ours", () => {
    const [open] = control.eraseLine.split(":") as [string];
    const forged = control.eraseLine.replace(open, `${open.slice(0, -1)}x`);
    expect(printable(forged)).not.toMatch(RAW);
    expect(printable(printable(control.eraseLine))).toBe("\\u001b[K");
  });

  test("reads the same where it is JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), anyText, (value, text) => {
        const document = JSON.stringify({ value, [text]: text }, null, 2);
        expect(JSON.parse(printable(document))).toEqual(JSON.parse(document));
      }),
      { seed: 3 },
    );
  });

  test.each([[["LONG"]], [["run", "--LONG"]], [["doctor", "LONG"]], [["run", "--steps", "LONG"]]])(
    "what was typed is not echoed without end: %j",
    async (line) => {
      const typed = line.map((word) => word.replace("LONG", "x".repeat(100_000)));
      const { code, err } = await cli(typed);
      expect(code).toBe(2);
      expect(err.length).toBeLessThan(12_000);
    },
  );

  test("words are bounded, data are not", () => {
    const long = "x".repeat(900_000);
    const printed = { out: "", err: "" };
    const { out, err } = cleanOutput({
      out(text) {
        printed.out += text;
      },
      err(text) {
        printed.err += text;
      },
    });
    out(long);
    err(`head ${long} tail`);
    expect(printed.out).toBe(long);
    expect(printed.err.length).toBeLessThan(110_000);
    expect(printed.err).toMatch(/^head x+ … \[800,010 of 900,010 characters left out\] … x+ tail$/);
  });
});

describe("a long text", () => {
  test("keeps head and tail, and says where all of it is", () => {
    expect(shortenMiddle("0123456789".repeat(10), 8)).toBe(
      "012345 … [92 of 100 characters left out] … 89",
    );
    expect(shortenMiddle("x".repeat(9), 8, "the log")).toContain(
      "1 of 9 characters left out, all of it is in the log",
    );
    expect(shortenMiddle("12345678", 8)).toBe("12345678");
  });

  test("no character is cut in two", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 30 }),
        fc.integer({ min: 4, max: 20 }),
        (text, limit) => {
          expect(shortenMiddle(text, limit)).not.toMatch(/\p{Cs}/u);
        },
      ),
    );
  });
});

/** Command lines that print what stands in files of others; they may fail or not. */
const hostile: Readonly<Record<string, (folder: string) => string[]>> = {
  "the header of a table": (folder) => {
    const file = put(folder, "t.csv", `a,${HOSTILE}b,y\n1,2,3\n`);
    return ["run", "--data", file, "--target", "z"];
  },
  "a cell of a table": (folder) => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${i === 30 ? HOSTILE : i},${i % 2}\n`);
    return ["run", "--data", put(folder, "t.csv", `a,b,y\n${rows.join("")}`), "--target", "y"];
  },
  "a name of a file": (folder) => ["analyze", join(folder, `${HOSTILE}.csv`)],
  "the header of a log": (folder) => ["analyze", put(folder, "l.csv", `a,${HOSTILE}\n1,2\n`)],
  "a log of JSON lines": (folder) => [
    "diagnose",
    put(folder, "l.jsonl", `${JSON.stringify({ [HOSTILE]: 1 })}\n`),
  ],
  "a key of a config": (folder) =>
    apply(folder, "c.yaml", `${JSON.stringify(`lr${HOSTILE}`)}: 0.1\n`),
  "a value of a config": (folder) =>
    apply(folder, "c.yaml", `lr: 0.1 # ${HOSTILE.replaceAll("\r", "")}\n`, "--key", "lr"),
  "a text where the LR is": (folder) =>
    apply(folder, "c.json", JSON.stringify({ lr: HOSTILE }), "--key", "lr"),
  "a section of an INI file": (folder) =>
    apply(folder, "c.ini", `[${HOSTILE.replaceAll("\r", "")}]\nlr = 0.1\n`),
  "a broken config": (folder) => apply(folder, "c.toml", `lr = ${HOSTILE}\n`),
  "a key that is asked for": (folder) =>
    apply(folder, "c.yaml", "lr: 0.1\n", "--key", `x.${HOSTILE}`),
  "names in a result": (folder) => [
    "report",
    tampered(folder),
    "--plot",
    "--out",
    join(folder, "r.html"),
  ],
  "a version of a result": (folder) => [
    "report",
    put(folder, "result.json", JSON.stringify({ version: HOSTILE })),
  ],
  "a record": (folder) => {
    const config = put(folder, "c.yaml", "lr: 0.1\n");
    put(
      folder,
      "c.yaml.lr-finder.json",
      JSON.stringify({ version: 1, config: HOSTILE, records: [{ [HOSTILE]: HOSTILE }] }),
    );
    return ["apply", "--check", config];
  },
  "a trainer's error": (folder) => trainer(folder, `say({ lrf: "error", message: text });`),
  "a trainer's stderr": (folder) => trainer(folder, "process.stderr.write(text); process.exit(3);"),
  "a trainer's output": (folder) => trainer(folder, 'console.log(text); say({ lrf: "nonsense" });'),
  "an option": () => ["run", `--${HOSTILE}`],
  "a command": () => [HOSTILE],
};

function put(folder: string, name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function apply(folder: string, name: string, config: string, ...more: string[]): string[] {
  const result = repoFile("test/fixtures/documents/results/standard.json");
  return ["apply", result, put(folder, name, config), "--yes", "--outside", ...more];
}

function tampered(folder: string): string {
  const text = readFileSync(repoFile("test/fixtures/documents/results/standard.json"), "utf8");
  mkdirSync(join(folder, "r"), { recursive: true });
  return put(folder, "r/result.json", JSON.stringify({ ...JSON.parse(text), name: HOSTILE }));
}

function trainer(folder: string, act: string): string[] {
  const script = put(
    folder,
    "t.mjs",
    `const say = (message) => console.log(JSON.stringify(message));
const text = ${JSON.stringify(HOSTILE)}.repeat(20000);
${act}\n`,
  );
  return ["run", "--trainer", `'${process.execPath}' '${script}'`, "--out", join(folder, "out")];
}

describe.each(Object.keys(hostile))("%s", (place) => {
  const line = hostile[place] as (folder: string) => string[];

  test.each([true, false])(
    "leaves no control character in words and data (terminal: %s)",
    async (errIsTerminal) => {
      const run = await cli(line(temporaryFolder()), { errIsTerminal, env: { NO_COLOR: "1" } });
      expect(run.out + run.err).not.toBe("");
      expect(run.out).not.toMatch(RAW);
      // Redrawing of the progress is ours.
      expect(run.err.replaceAll("\r\u001b[K", "")).not.toMatch(RAW);
      expect(run.err.length).toBeLessThan(20_000);
    },
  );

  test("--json is JSON without one", async () => {
    const run = await cli([...line(temporaryFolder()), "--json"]);
    expect(run.out).not.toMatch(RAW);
    if (run.out !== "") expect(() => run.json()).not.toThrow();
  });
});
