import { execFileSync, spawn } from "node:child_process";
import * as nodeFs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InputError, LrFinderError } from "../../src/core/errors.ts";
import { type AtomicFs, writeAtomically } from "../../src/files/index.ts";
import { notRoot, root, testWith } from "../helpers/needs.ts";

const { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } = nodeFs;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lr-finder-files-"));
  file = join(folder, "c.yaml");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function failure(promise: Promise<void>): Promise<LrFinderError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof LrFinderError) return error;
  throw error ?? new Error("nothing was thrown");
}

describe("what is written", () => {
  test("a new file, with the mode that the umask leaves", async () => {
    await writeAtomically(file, "größe: 1\n");
    expect(await readFile(file, "utf8")).toBe("größe: 1\n");
    expect((await stat(file)).mode & 0o777).toBe(0o666 & ~process.umask());
    expect(await readdir(folder)).toEqual(["c.yaml"]);
  });

  test("bytes over an old file", async () => {
    await writeFile(file, "a much longer old content");
    await writeAtomically(file, Uint8Array.of(1, 2, 3));
    expect([...(await readFile(file))]).toEqual([1, 2, 3]);
  });

  test.each([0o600, 0o644, 0o664, 0o755])("mode %i is kept", async (mode) => {
    await writeFile(file, "old");
    await chmod(file, mode);
    await writeAtomically(file, "new");
    expect((await stat(file)).mode & 0o7777).toBe(mode);
  });

  testWith(root, "owner and group are kept", async () => {
    await writeFile(file, "old");
    await nodeFs.chown(file, 1234, 4321);
    await writeAtomically(file, "new");
    const { uid, gid } = await stat(file);
    expect([uid, gid]).toEqual([1234, 4321]);
  });

  test("links are followed, chains and relative ones too", async () => {
    await mkdir(join(folder, "real"));
    await writeFile(join(folder, "real/c.yaml"), "old");
    await symlink("real/c.yaml", join(folder, "middle"));
    await symlink("middle", file);
    await writeAtomically(file, "new");
    expect(await readFile(join(folder, "real/c.yaml"), "utf8")).toBe("new");
    expect((await nodeFs.lstat(file)).isSymbolicLink()).toBe(true);
    expect(await readdir(join(folder, "real"))).toEqual(["c.yaml"]);
  });

  test("a link to a file that is not there yet makes that file", async () => {
    await symlink("target.yaml", file);
    await writeAtomically(file, "new");
    expect(await readFile(join(folder, "target.yaml"), "utf8")).toBe("new");
    expect((await nodeFs.lstat(file)).isSymbolicLink()).toBe(true);
  });

  test("missing folders are made when asked for", async () => {
    const deep = join(folder, "a/b/c.json");
    const error = await failure(writeAtomically(deep, "x"));
    expect([error.code, error instanceof InputError]).toEqual(["folder-missing", true]);
    await writeAtomically(deep, "x", { makeFolders: true });
    expect(await readFile(deep, "utf8")).toBe("x");
  });

  test("a long name", async () => {
    const long = join(folder, `${"x".repeat(250)}.json`);
    await writeAtomically(long, "x");
    expect(await readFile(long, "utf8")).toBe("x");
  });
});

describe("expected content", () => {
  test("the same bytes: written", async () => {
    await writeFile(file, "old");
    await writeAtomically(file, "new", { expected: Buffer.from("old") });
    expect(await readFile(file, "utf8")).toBe("new");
  });

  test.each([
    ["other bytes", "other", Buffer.from("old")],
    ["it is gone", undefined, Buffer.from("old")],
    ["it exists", "other", null],
  ])("%s: refused", async (_name, content, expected) => {
    if (content !== undefined) await writeFile(file, content);
    const error = await failure(writeAtomically(file, "new", { expected }));
    expect([error.code, error instanceof InputError]).toEqual(["file-changed", true]);
    expect(await readFile(file, "utf8").catch(() => undefined)).toBe(content);
  });

  test("a change while the new file is being written", async () => {
    await writeFile(file, "old");
    const fs: AtomicFs = {
      ...nodeFs,
      open: async (...args) => {
        await writeFile(file, "edited by hand");
        return nodeFs.open(...args);
      },
    };
    const error = await failure(writeAtomically(file, "new", { expected: Buffer.from("old"), fs }));
    expect(error.code).toBe("file-changed");
    expect(await readFile(file, "utf8")).toBe("edited by hand");
    expect(await readdir(folder)).toEqual(["c.yaml"]);
  });
});

describe("what cannot be written leaves the old file and no other", () => {
  const fail = (code: string) => Promise.reject(Object.assign(new Error(`${code}: no`), { code }));

  /** A disk that takes half of the data and then fails in the call named. */
  function broken(call: "writeFile" | "sync" | "chmod" | "close", code: string): AtomicFs {
    return {
      ...nodeFs,
      open: async (...args) => {
        const handle = await nodeFs.open(...args);
        if (args[1] !== "wx") return handle;
        return new Proxy(handle, {
          get(target, name) {
            if (name === call) {
              return async () => {
                if (call === "writeFile") await target.write("half");
                if (call === "close") await target.close();
                return fail(code);
              };
            }
            const value = Reflect.get(target, name);
            return typeof value === "function" ? value.bind(target) : value;
          },
        });
      },
    };
  }

  test.each([
    ["full disk", broken("writeFile", "ENOSPC"), "disk-full", false],
    ["full disk at the sync", broken("sync", "ENOSPC"), "disk-full", false],
    ["quota at the close", broken("close", "EDQUOT"), "disk-full", false],
    ["broken disk", broken("writeFile", "EIO"), "write-failed", false],
    ["mode", broken("chmod", "EPERM"), "read-only", true],
    ["folder", { ...nodeFs, open: () => fail("EACCES") }, "read-only", true],
    ["file system", { ...nodeFs, open: () => fail("EROFS") }, "read-only", true],
    ["access", { ...nodeFs, access: () => fail("EACCES") }, "read-only", true],
    ["rename", { ...nodeFs, rename: () => fail("EBUSY") }, "write-failed", false],
    ["rename in a sticky folder", { ...nodeFs, rename: () => fail("EPERM") }, "read-only", true],
  ] as const)("%s", async (_name, fs, code, isInput) => {
    await writeFile(file, "old");
    const error = await failure(writeAtomically(file, "new", { fs }));
    expect([error.code, error instanceof InputError]).toEqual([code, isInput]);
    expect(error.message).toContain(file);
    expect(error.cause).toBeInstanceOf(Error);
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["c.yaml"]);
  });

  test("a read-only file, for root too", async () => {
    await writeFile(file, "old");
    await chmod(file, 0o444);
    expect((await failure(writeAtomically(file, "new"))).code).toBe("read-only");
    expect(await readFile(file, "utf8")).toBe("old");
  });

  testWith(notRoot, "a read-only folder", async () => {
    await writeFile(file, "old");
    await chmod(folder, 0o555);
    expect((await failure(writeAtomically(file, "new"))).code).toBe("read-only");
    await chmod(folder, 0o755);
    expect(await readdir(folder)).toEqual(["c.yaml"]);
  });

  test("a folder, a device, a circle of links", async () => {
    const circle = join(folder, "circle");
    await symlink("circle", circle);
    for (const path of [folder, "/dev/null", circle]) {
      expect((await failure(writeAtomically(path, "new"))).code).toBe("not-a-file");
    }
  });

  test("a folder that failed to sync does not fail a write that was made", async () => {
    const fs: AtomicFs = {
      ...nodeFs,
      open: (...args) => (args[1] === "r" ? fail("EPERM") : nodeFs.open(...args)),
    };
    await writeAtomically(file, "new", { fs });
    expect(await readFile(file, "utf8")).toBe("new");
  });
});

test("kill -9 at any moment leaves the old or the new file, whole", async () => {
  const root = join(import.meta.dirname, "../..");
  const tsc = join(root, "node_modules/.bin/tsc");
  const built = join(folder, "built");
  const flags = "--module nodenext --target es2023 --skipLibCheck --types node";
  execFileSync(tsc, [
    ...["--ignoreConfig", "--rewriteRelativeImportExtensions", "--outDir", built],
    ...["--rootDir", join(root, "src"), ...flags.split(" ")],
    join(root, "src/files/atomic-write.ts"),
  ]);
  await writeFile(join(built, "package.json"), '{"type": "module"}');
  const script = join(built, "loop.js");
  await writeFile(
    script,
    `import { writeAtomically } from "./files/atomic-write.js";
for (let i = 0; ; i++) {
  await writeAtomically(process.argv[2], (i % 2 ? "b" : "a").repeat(300_000));
  process.stdout.write(".");
}`,
  );
  await writeFile(file, "a".repeat(300_000));
  const seen = new Set<string>();
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, [script, file], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await new Promise((resolve) => setTimeout(resolve, (round * 7) % 23));
    const exit = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
    child.kill("SIGKILL");
    expect(await exit).toBe("SIGKILL");
    const text = await readFile(file, "utf8");
    expect(text.length).toBe(300_000);
    expect(text).toBe((text[0] ?? "").repeat(300_000));
    seen.add(text[0] ?? "");
  }
  expect([...seen].every((letter) => letter === "a" || letter === "b")).toBe(true);
});
