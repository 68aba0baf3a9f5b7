import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  applyEdits,
  type ConfigEdit,
  checkRecords,
  planUndo,
  prepareEdits,
  type RecordOptions,
  writeEdits,
  writeUndo,
} from "../../../src/config/index.ts";
import { temporaryFolder } from "../../helpers/cli.ts";
import { rejectionOf } from "../support.ts";

function config(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

let clock = 0;
function recorded(place: "file" | "comment" = "file"): { record: RecordOptions } {
  const sha256 = createHash("sha256").update("result").digest("hex");
  const result = { file: "run/result.json", name: "blobs", createdAt: "", sha256, seed: 3 };
  const at = new Date(++clock * 1000).toISOString();
  return { record: { place, source: { by: "test", at, result } } };
}

const lr = (value: number, path = "lr"): ConfigEdit => ({ path, value, as: "lr" });
const text = (file: string) => readFileSync(file, "utf8");
const undo = async (file: string) => writeUndo(await planUndo(file));

describe("a record beside the config", () => {
  test("says what was written, from what, and with which hashes", async () => {
    const file = config("c.yaml", "lr: 0.1\n");
    const { recordFile } = await applyEdits(file, [lr(0.02)], recorded());
    expect(recordFile).toBe(`${file}.lr-finder.json`);
    const content = JSON.parse(text(recordFile as string));
    expect(content).toMatchObject({ version: 1, config: "c.yaml" });
    expect(content.records).toHaveLength(1);
    expect(content.records[0]).toMatchObject({
      result: { name: "blobs", seed: 3 },
      changes: [{ path: "lr", old: 0.1, new: 0.02, line: 1 }],
      before: createHash("sha256").update("lr: 0.1\n").digest("hex"),
      after: createHash("sha256").update("lr: 0.02\n").digest("hex"),
    });
  });

  test("two applies are taken back one after the other, and the file goes with the last", async () => {
    const file = config("c.yaml", "lr: 0.1\nb: {}\n");
    await applyEdits(file, [lr(0.02)], recorded());
    await applyEdits(file, [lr(0.03), { ...lr(0.5, "b.lr"), create: true }], recorded());
    expect(text(file)).toBe("lr: 0.03\nb: {lr: 0.5}\n");
    await undo(file);
    expect(text(file)).toBe("lr: 0.02\nb: {}\n");
    await undo(file);
    expect(text(file)).toBe("lr: 0.1\nb: {}\n");
    expect(existsSync(`${file}.lr-finder.json`)).toBe(false);
    expect((await rejectionOf(planUndo(file))).code).toBe("no-record");
  });

  test("nothing is recorded when nothing changes", async () => {
    const file = config("c.yaml", "lr: 0.02\n");
    await applyEdits(file, [lr(0.02)], recorded());
    expect(existsSync(`${file}.lr-finder.json`)).toBe(false);
  });

  test("a config that cannot be written leaves the record as it was", async () => {
    const file = config("c.yaml", "lr: 0.1\n");
    const first = await prepareEdits(file, [lr(0.02)], recorded());
    writeFileSync(file, "lr: 0.2\n");
    expect((await rejectionOf(writeEdits(first, [lr(0.02)]))).code).toBe("file-changed");
    expect(existsSync(`${file}.lr-finder.json`)).toBe(false);

    await applyEdits(file, [lr(0.02)], recorded());
    const before = text(`${file}.lr-finder.json`);
    chmodSync(file, 0o444);
    expect((await rejectionOf(applyEdits(file, [lr(0.3)], recorded()))).code).toBe("read-only");
    expect(text(`${file}.lr-finder.json`)).toBe(before);
    expect(readdirSync(join(file, "..")).sort()).toEqual(["c.yaml", "c.yaml.lr-finder.json"]);
  });

  test("a write that was cut off between record and config: undo and the next apply see it", async () => {
    const file = config("c.yaml", "lr: 0.1\n");
    await applyEdits(file, [lr(0.02)], recorded());
    writeFileSync(file, "lr: 0.1\n");
    expect((await checkRecords(file)).holds).toBe(false);
    const plan = await planUndo(file);
    expect([plan.state, plan.diff]).toEqual(["done", ""]);
    await applyEdits(file, [lr(0.04)], recorded());
    expect(JSON.parse(text(`${file}.lr-finder.json`)).records).toHaveLength(1);
    await undo(file);
    expect(text(file)).toBe("lr: 0.1\n");
  });

  test("undo refuses a config that changed since, and says what to do", async () => {
    const file = config("c.yaml", "lr: 0.1\n");
    await applyEdits(file, [lr(0.02)], recorded());
    writeFileSync(file, "lr: 0.02\nmore: 1\n");
    const error = await rejectionOf(planUndo(file));
    expect(error.code).toBe("changed-since");
    expect(error.message).toContain("By hand: lr was 0.1");
    expect(text(file)).toBe("lr: 0.02\nmore: 1\n");
  });

  test.each([
    ["no JSON", () => "{"],
    ["of a newer version", (old: string) => old.replace('"version": 1', '"version": 2')],
    [
      "a path to the prototype",
      (old: string) => old.replace('"path": "lr"', '"path": "__proto__"'),
    ],
    ["no hash", (old: string) => old.replace(/"after": "../, '"after": "x')],
  ])("a record that is %s is refused, by apply too", async (_name, damage) => {
    const file = config("c.yaml", "lr: 0.1\n");
    await applyEdits(file, [lr(0.02)], recorded());
    writeFileSync(`${file}.lr-finder.json`, damage(text(`${file}.lr-finder.json`)));
    const actions = [planUndo, checkRecords, () => applyEdits(file, [lr(1)], recorded())];
    for (const action of actions) {
      expect((await rejectionOf(action(file))).code).toBe("bad-record");
    }
    expect(text(file)).toBe("lr: 0.02\n");
  });

  test("a record whose undo does not lead back changes nothing", async () => {
    const file = config("c.yaml", "lr: 0.1\n");
    await applyEdits(file, [lr(0.02)], recorded());
    const path = `${file}.lr-finder.json`;
    writeFileSync(path, text(path).replace('"text": "0.1"', '"text": "9.1"'));
    expect((await rejectionOf(planUndo(file))).code).toBe("bad-record");
    expect(text(file)).toBe("lr: 0.02\n");
  });

  test("through a link the record lies beside the file itself", async () => {
    const file = config("c.yaml", "lr: 0.1\n");
    const link = join(file, "..", "link.yaml");
    symlinkSync("c.yaml", link);
    await applyEdits(link, [lr(0.02)], recorded());
    expect(readdirSync(join(file, "..")).sort()).toEqual([
      "c.yaml",
      "c.yaml.lr-finder.json",
      "link.yaml",
    ]);
    await undo(file);
    expect(text(link)).toBe("lr: 0.1\n");
  });
});

describe("a record as a comment", () => {
  test.each([
    ["c.yaml", "lr: 0.1\n", "#"],
    ["c.yaml", "# no line end\nlr: 0.1", "#"],
    ["c.yaml", "\uFEFFlr: 0.1\r\nb: |\r\n  text\r\n\r\n", "#"],
    ["c.toml", "lr = 0.1\n[a]\nb = 1\n", "#"],
    ["c.ini", "[a]\nlr = 0.1\n", "#"],
    [".env", "LR=0.1\nX=ü\n", "#"],
    ["c.jsonc", '{"lr": 0.1}\n', "//"],
    ["c.json5", "{lr: 0.1}", "//"],
    ["c.json", '{"lr": 0.1} // mine\n', "//"],
  ])("%s %j", async (name, before, mark) => {
    const file = config(name, before);
    const path = name === ".env" ? "LR" : name === "c.ini" ? "a.lr" : "lr";
    await applyEdits(file, [lr(0.02, path)], recorded("comment"));
    await applyEdits(file, [lr(0.03, path)], recorded("comment"));
    const written = text(file);
    expect(readdirSync(join(file, ".."))).toEqual([name]);
    expect(written.startsWith(before.replace("0.1", "0.03"))).toBe(true);
    expect(written.split(`\n${mark} lr-finder: {`)).toHaveLength(3);
    expect(written.endsWith("\n")).toBe(before.endsWith("\n"));
    expect((await checkRecords(file)).values).toMatchObject([
      { path, expected: 0.03, holds: true },
    ]);
    await undo(file);
    expect((await checkRecords(file)).values).toMatchObject([
      { path, expected: 0.02, holds: true },
    ]);
    await undo(file);
    expect(text(file)).toBe(before);
  });

  test("strict JSON has none", async () => {
    const file = config("c.json", '{"lr": 0.1}\n');
    const error = await rejectionOf(applyEdits(file, [lr(0.02)], recorded("comment")));
    expect(error.code).toBe("no-comments");
    expect(text(file)).toBe('{"lr": 0.1}\n');
  });
});

describe("checkRecords", () => {
  test("values count, of each key the last one; not their spelling, nor the rest of the file", async () => {
    const file = config("c.yaml", "lr: 0.1\nother: 1\n");
    await applyEdits(file, [lr(0.02)], recorded());
    await applyEdits(file, [lr(0.5, "other")], recorded());
    writeFileSync(file, "# new\nlr: 2.0e-2\nother: 0.5\nmore: 1\n");
    expect(await checkRecords(file)).toMatchObject({ holds: true, notes: [] });
    writeFileSync(file, "lr: 0.03\n");
    const { holds, values } = await checkRecords(file);
    expect(holds).toBe(false);
    expect(values).toMatchObject([
      { path: "lr", expected: 0.02, found: "0.03", line: 1, holds: false, result: "blobs" },
      { path: "other", expected: 0.5, found: null, line: null, holds: false },
    ]);
  });

  test("1e-2 is a string to PyYAML: it does not hold 0.01", async () => {
    const file = config("c.yaml", "lr: 0.1\n");
    await applyEdits(file, [lr(0.01)], recorded());
    writeFileSync(file, "lr: 1e-2\n");
    expect((await checkRecords(file)).holds).toBe(false);
  });

  test("a result that was written anew is told", async () => {
    const file = config("c.yaml", "lr: 0.1\n");
    await applyEdits(file, [lr(0.02)], recorded());
    mkdirSync(join(file, "..", "run"));
    const result = join(file, "..", "run", "result.json");
    writeFileSync(result, "result");
    expect((await checkRecords(file)).notes).toEqual([]);
    writeFileSync(result, "another");
    const { holds, notes } = await checkRecords(file);
    expect([holds, notes.map(({ code }) => code)]).toEqual([true, ["result-changed"]]);
  });
});
