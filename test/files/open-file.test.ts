import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import {
  checkRegular,
  openRegular,
  openToAppendSync,
  type ReadPiecesOptions,
  readDocument,
  readDocumentSync,
  readPieces,
} from "../../src/files/index.ts";
import { temporaryFolder } from "../helpers/cli.ts";
import { describeWith, linux } from "../helpers/needs.ts";

async function pieces(path: string, options: Partial<ReadPiecesOptions> = {}): Promise<string> {
  const parts: Buffer[] = [];
  for await (const piece of readPieces(path, { pieceBytes: 1000, ...options })) parts.push(piece);
  return Buffer.concat(parts).toString();
}

function fileOf(content: string | Buffer): string {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, content);
  return path;
}

const codeOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
    return "nothing was thrown";
  } catch (thrown) {
    return (thrown as { code: unknown }).code;
  }
};

test.each([0, 1, 65_535, 65_536, 65_537, 300_000])("%i bytes are read whole", async (length) => {
  const content = Buffer.alloc(length, "abcdefg");
  const path = fileOf(content);
  expect((await readDocument(path, "result")).equals(content)).toBe(true);
  expect(readDocumentSync(path, "result").equals(content)).toBe(true);
  expect(await pieces(path)).toBe(content.toString());
});

test("a document has a largest size, which a hole in a file does not get around", async () => {
  const path = fileOf("x");
  truncateSync(path, 10_000_001);
  expect(await codeOf(() => readDocument(path, "config"))).toBe("file-too-big");
  expect(() => readDocumentSync(path, "config")).toThrow(
    /has 10 MB; a config may have up to 10 MB\. Is it the right file\?/,
  );
  expect((await readDocument(path, "result")).length).toBe(10_000_001);
});

test("a signal ends the reading", async () => {
  const path = fileOf("x".repeat(1000));
  const signal = AbortSignal.abort();
  await expect(readDocument(path, "config", { signal })).rejects.toBe(signal.reason);
  await expect(pieces(path, { signal })).rejects.toThrow();
});

test("what the system says comes through", async () => {
  const none = join(temporaryFolder(), "none");
  for (const read of [
    () => readDocument(none, "config"),
    () => readDocumentSync(none, "config"),
    () => checkRegular(none),
    () => pieces(none),
  ]) {
    expect(await codeOf(read)).toBe("ENOENT");
  }
});

test("appending makes a file, and goes on with one", () => {
  const path = join(temporaryFolder(), "log");
  appendFileSync(openToAppendSync(path, { exclusive: true }), "one");
  expect(() => openToAppendSync(path, { exclusive: true })).toThrow(/EEXIST/);
  appendFileSync(openToAppendSync(path), "two");
  expect(readDocumentSync(path, "journal").toString()).toBe("onetwo");
});

/** One of everything that is no file. */
function oddities(): Record<string, string> {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  execFileSync("mkfifo", [at("fifo")]);
  mkdirSync(at("folder"));
  const server = createServer().listen(at("socket"));
  onTestFinished(() => void server.close());
  symlinkSync("/dev/zero", at("link to a device"));
  return {
    fifo: at("fifo"),
    folder: at("folder"),
    socket: at("socket"),
    device: "/dev/zero",
    link: at("link to a device"),
    proc: "/proc/self/status",
    waits: "/proc/kmsg",
    sys: "/sys/kernel/notes",
  };
}

describeWith(linux, "what is no file", () => {
  test("is refused before it is opened, whoever asks", async () => {
    for (const [name, path] of Object.entries(oddities())) {
      for (const open of [
        () => readDocument(path, "config"),
        () => readDocumentSync(path, "config"),
        () => openRegular(path),
        () => openToAppendSync(path),
        () => checkRegular(path),
      ]) {
        expect([name, await codeOf(open)]).toEqual([name, "not-a-file"]);
      }
      if (name !== "fifo")
        expect([name, await codeOf(() => pieces(path))]).toEqual([name, "not-a-file"]);
    }
  });

  test("a pipe is read to its end, however slowly it comes", async () => {
    const path = join(temporaryFolder(), "fifo");
    execFileSync("mkfifo", [path]);
    const text = "0123456789".repeat(20_000);
    const packed = join(temporaryFolder(), "packed");
    writeFileSync(packed, gzipSync(text));
    const script = `sleep 0.2; exec > "$0"; printf begin; sleep 0.2; gzip -dc < "$1"; sleep 0.2; printf end`;
    spawn("sh", ["-c", script, path, packed]);
    expect(await pieces(path, { patienceMs: 5000 })).toBe(`begin${text}end`);
  });

  test("a pipe that is silent is given up, with and without a writer", async () => {
    const path = join(temporaryFolder(), "fifo");
    execFileSync("mkfifo", [path]);
    await expect(pieces(path, { patienceMs: 100 })).rejects.toThrow(
      /is a pipe that gave nothing for 0\.1 s: start what writes into it, or pipe that into -/,
    );
    const writer = spawn("sh", ["-c", 'exec > "$0"; printf begin; sleep 60', path]);
    onTestFinished(() => void writer.kill());
    expect(await codeOf(() => pieces(path, { patienceMs: 300 }))).toBe("silent-pipe");
  });
});
