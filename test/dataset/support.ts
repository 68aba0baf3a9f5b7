import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { InputError } from "../../src/core/errors.ts";

/** A folder of its own for a test file, removed at the end; returns a writer of files into it. */
export function tempFiles() {
  const folder = mkdtempSync(join(tmpdir(), "lr-finder-dataset-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(path(name), content);
    return path(name);
  };
  return { folder, path, write };
}

/** Expects an InputError with this code whose message holds every one of the texts. */
export async function expectInputError(
  action: () => unknown,
  code: string,
  ...texts: readonly string[]
): Promise<InputError> {
  let thrown: unknown;
  try {
    await action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown, "something was thrown").toBeInstanceOf(InputError);
  const error = thrown as InputError;
  expect(error.code).toBe(code);
  for (const text of texts) expect(error.message).toContain(text);
  return error;
}

/** A table of `rows` lines made from a function of the line's index. */
export function csv(header: string | undefined, rows: number, row: (i: number) => string): string {
  const lines = Array.from({ length: rows }, (_, i) => row(i));
  return `${[...(header === undefined ? [] : [header]), ...lines].join("\n")}\n`;
}

/** Bytes of an idx file of unsigned bytes. */
export function idx(sizes: readonly number[], body: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header[2] = 8;
  header[3] = sizes.length;
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([header, body]);
}
