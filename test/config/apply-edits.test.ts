import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applyEdits, prepareEdits, readConfig, writeEdits } from "../../src/config/index.ts";
import { isInput, rejectionOf } from "./support.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lr-finder-config-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, data: string | Uint8Array) => {
  const file = join(folder, name);
  await writeFile(file, data);
  return file;
};
const edit = { path: "opt.lr", value: 0.003 };

describe("applyEdits", () => {
  test("writes, proves, and leaves nothing else behind", async () => {
    const file = await put("c.yaml", "\uFEFF# c\r\nopt:\r\n  lr: 0.1 # x\r\n");
    const applied = await applyEdits(file, [edit]);
    expect(applied.written).toBe(true);
    expect(applied.changes).toEqual([{ path: "opt.lr", old: 0.1, new: 0.003, line: 3 }]);
    expect(applied.diff).toContain("-  lr: 0.1 # x\n+  lr: 0.003 # x\n");
    expect(applied.file).toBe(file);
    const bytes = await readFile(file);
    expect(bytes.equals(Buffer.from("\uFEFF# c\r\nopt:\r\n  lr: 0.003 # x\r\n"))).toBe(true);
    expect(await readdir(folder)).toEqual(["c.yaml"]);
  });

  test("a dry run shows the diff and writes nothing", async () => {
    const file = await put("c.json", '{"opt": {"lr": 1}}');
    const before = await stat(file);
    const applied = await applyEdits(file, [edit], { dryRun: true });
    expect(applied.written).toBe(false);
    expect(applied.diff).toContain('+{"opt": {"lr": 0.003}}');
    expect(await readFile(file, "utf8")).toBe('{"opt": {"lr": 1}}');
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  });

  test("a value that is already there does not touch the file, not even a read-only one", async () => {
    const file = await put("c.yaml", "opt: {lr: 0.003}\n");
    await chmod(file, 0o444);
    const before = await stat(file);
    expect(await applyEdits(file, [edit])).toMatchObject({ written: false, changes: [], diff: "" });
    expect((await stat(file)).ino).toBe(before.ino);
  });

  test("a file that changed between the diff and the write is left alone", async () => {
    const file = await put("c.yaml", "opt: {lr: 1}\n");
    const prepared = await prepareEdits(file, [edit]);
    await writeFile(file, "opt: {lr: 2}\n");
    const error = await rejectionOf(writeEdits(prepared, [edit]));
    expect(error.code).toBe("file-changed");
    expect(await readFile(file, "utf8")).toBe("opt: {lr: 2}\n");
  });

  test("a read-only config", async () => {
    const file = await put("c.yaml", "opt: {lr: 1}\n");
    await chmod(file, 0o444);
    const error = await rejectionOf(applyEdits(file, [edit]));
    expect([error.code, isInput(error)]).toEqual(["read-only", true]);
    expect(error.message).toContain("c.yaml");
    expect(await readFile(file, "utf8")).toBe("opt: {lr: 1}\n");
    expect(await readdir(folder)).toEqual(["c.yaml"]);
  });

  test("the file is named in the errors of its content", async () => {
    const file = await put("c.yaml", "other: 1\n");
    const error = await rejectionOf(applyEdits(file, [edit]));
    expect(error.code).toBe("key-not-found");
    expect(error.message).toContain(file);
  });
});

describe("what cannot be read", () => {
  test.each([
    ["UTF-16", Buffer.from("\uFEFFlr: 1\n", "utf16le"), "config-encoding"],
    ["UTF-16, big end first", Buffer.from([0xfe, 0xff, 0, 0x6c]), "config-encoding"],
    ["UTF-16 without a mark", Buffer.from("lr: 1\n", "utf16le"), "config-encoding"],
    ["Latin-1", Buffer.from("gr\xf6\xdfe: 1\n", "latin1"), "config-encoding"],
    ["cut in a character", Buffer.from("lr: é").subarray(0, 5), "config-encoding"],
    ["above 10 MB", Buffer.alloc(10_000_001, "#"), "config-too-big"],
  ])("%s", async (_name, bytes, code) => {
    const error = await rejectionOf(readConfig(await put("c.yaml", bytes)));
    expect([error.code, isInput(error)]).toEqual([code, true]);
  });

  test("no such file, a folder", async () => {
    expect((await rejectionOf(readConfig(join(folder, "no.yaml")))).code).toBe("file-missing");
    await put("there.yaml", "lr: 1\n");
    const named = await rejectionOf(readConfig(join(folder, "there.yaml:optimizer.lr")));
    expect(named).toMatchObject({ code: "file-missing" });
    expect(named.message).toMatch(/there\.yaml: a key of it is named by --key optimizer\.lr$/);
    expect((await rejectionOf(readConfig(folder))).code).toBe("file-unreadable");
  });
});
