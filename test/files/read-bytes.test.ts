import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { nodeUtf8, type ReadBytesOptions, readBytes } from "../../src/files/index.ts";

const TEXT = "größe,LR\n1,0.1 🔥\n".repeat(500);

async function read(path: string, options: Partial<ReadBytesOptions> = {}) {
  const damage: string[] = [];
  const onDamage = (why: string) => void damage.push(why);
  const bytes = readBytes(path, { readBytes: 100, onDamage, ...options });
  const parts: Buffer[] = [];
  for await (const chunk of bytes.chunks()) parts.push(chunk);
  return { text: Buffer.concat(parts).toString(), parts, digest: bytes.digest(), damage };
}

function fileOf(content: Buffer | string): string {
  const path = join(mkdtempSync(join(tmpdir(), "lr-finder-bytes-")), "file");
  writeFileSync(path, content);
  return path;
}

test.each([
  ["plain", Buffer.from(TEXT)],
  ["gzip", gzipSync(TEXT)],
  ["empty", Buffer.alloc(0)],
])("%s: the content, and the hash of the file's own bytes", async (name, content) => {
  const { text, digest, damage } = await read(fileOf(content));
  expect(text).toBe(name === "empty" ? "" : TEXT);
  expect(digest).toBe(createHash("sha256").update(content).digest("hex"));
  expect(damage).toEqual([]);
});

test("a stream in the file's place", async () => {
  const stream = (async function* () {
    yield gzipSync(TEXT).subarray(0, 1000);
    yield gzipSync(TEXT).subarray(1000);
  })();
  expect((await read("stdin", { stream })).text).toBe(TEXT);
});

test("a cut-off gzip ends the bytes and is told, or refused", async () => {
  const path = fileOf(
    gzipSync(Buffer.from(TEXT + createHash("sha512").update("x").digest("hex"))).subarray(0, -20),
  );
  const { text, damage } = await read(path);
  expect(TEXT.startsWith(text.slice(0, 1000))).toBe(true);
  expect(damage).toHaveLength(1);
  const refuse = () => {
    throw new Error("refused");
  };
  await expect(read(path, { onDamage: refuse })).rejects.toThrow("refused");
});

test("a file that is not there", async () => {
  await expect(read("/nowhere/at/all")).rejects.toMatchObject({ code: "missing-file" });
});

test("text decoded in pieces is the text, whatever a piece cuts in two", () => {
  const bytes = Buffer.from(TEXT);
  for (const size of [1, 2, 3, 7, 64]) {
    const decoder = nodeUtf8();
    let text = "";
    for (let at = 0; at < bytes.length; at += size) {
      text += decoder.write(bytes.subarray(at, at + size));
    }
    expect(text + decoder.end()).toBe(TEXT);
  }
});

test("whoever stops early leaves no open file", async () => {
  const path = fileOf(gzipSync(TEXT));
  const open = () => readdirSync("/proc/self/fd").length;
  const before = existsSync("/proc/self/fd") ? open() : 0;
  for (let i = 0; i < 20; i++) {
    const onDamage = () => {};
    for await (const _ of readBytes(path, { readBytes: 100, onDamage }).chunks()) break;
    for await (const _ of readBytes(fileOf(TEXT), { readBytes: 100, onDamage }).chunks()) break;
  }
  if (existsSync("/proc/self/fd")) expect(open()).toBeLessThan(before + 5);
});
