import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { installNative, nativeStatus } from "../../src/native/index.ts";
import type { NativeSeams } from "../../src/native/seams.ts";
import { PIP, type World, world } from "./helpers/world.ts";

interface BadCase {
  readonly what: string;
  readonly code: string;
  /** Words that the sentence must have: what is missing, and what to do. */
  readonly says: readonly string[];
  readonly spoil: (world: World) => Promise<unknown> | Partial<NativeSeams>;
}

const PIP_ANSWERS = `[ "$3" = --version ] && exit 0;`;
const facts = { platform: "linux", arch: "x64", glibc: "2.36", cpuFlags: ["avx"] };

const BAD_CASES: readonly BadCase[] = [
  {
    what: "no compiler",
    code: "native-no-compiler",
    says: ["g++, c++, clang++", "apt install g++"],
    spoil: ({ program }) => program("g++", undefined),
  },
  {
    what: "no npm",
    code: "native-no-npm",
    says: ["npm is not on the PATH"],
    spoil: ({ program }) => program("npm", undefined),
  },
  {
    what: "npm without network",
    code: "native-network",
    says: ["npm", "check the network"],
    spoil: ({ program }) => program("npm", `printf "npm error code ENOTFOUND" >&2; exit 1`),
  },
  {
    what: "an altered npm package",
    code: "native-hash",
    says: ["@tensorflow/tfjs-node@4.22.0", "published hash", "truncated or altered"],
    spoil: ({ serve }) => serve("tensorflow-tfjs-node-4.22.0.tgz", Buffer.from("altered")),
  },
  {
    what: "no Python",
    code: "native-no-python",
    says: ["python3 is not on the PATH", "install Python 3 with pip", "--libtensorflow DIR"],
    spoil: ({ program }) => program("python3", undefined),
  },
  {
    what: "Python without pip",
    code: "native-no-pip",
    says: ["python3 has no pip", "ensurepip"],
    spoil: ({ program }) => program("python3", `printf "No module named pip" >&2; exit 1`),
  },
  {
    what: "pip without network",
    code: "native-network",
    says: ["tensorflow-cpu 2.13.1", "check the network"],
    spoil: ({ program }) =>
      program(
        "python3",
        `${PIP_ANSWERS} printf "WARNING: Retrying after NewConnectionError\\nERROR: No matching distribution found" >&2; exit 1`,
      ),
  },
  {
    what: "a wheel that pip refuses",
    code: "native-hash",
    says: ["tensorflow-cpu 2.13.1", "truncated or altered"],
    spoil: ({ program }) =>
      program(
        "python3",
        `${PIP_ANSWERS} printf "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE." >&2; exit 1`,
      ),
  },
  {
    what: "a truncated wheel that pip let pass",
    code: "native-hash",
    says: ["tensorflow-cpu 2.13.1", "truncated or altered", "index that pip"],
    spoil: ({ serve }) => serve("tensorflow_cpu-2.13.1.whl", Buffer.from("PK cut")),
  },
  {
    what: "an index without the wheels",
    code: "native-not-found",
    says: ["has no tensorflow-cpu 2.15.1"],
    spoil: ({ program }) =>
      program("python3", `${PIP_ANSWERS} echo "No matching distribution" >&2; exit 1`),
  },
  {
    what: "a disk that runs full under pip",
    code: "native-disk",
    says: ["disk ran full", "XDG_CACHE_HOME"],
    spoil: ({ program }) =>
      program(
        "python3",
        `${PIP_ANSWERS} printf "OSError: [Errno 28] No space left on device" >&2; exit 1`,
      ),
  },
  {
    what: "a disk that is too full to begin",
    code: "native-disk",
    says: ["900 MB", "12 MB free"],
    spoil: () => ({ freeBytes: async () => 12e6 }),
  },
  {
    what: "a compile error",
    code: "native-compile",
    says: ["fatal error: c_api.h", "CXX"],
    spoil: ({ program }) =>
      program(
        "g++",
        `[ "$1" = --version ] && { echo "g++ 4.2"; exit 0; }; printf "fatal error: c_api.h" >&2; exit 1`,
      ),
  },
  {
    what: "macOS",
    code: "native-platform",
    says: ["darwin", "npm install @tensorflow/tfjs-node"],
    spoil: () => ({ machine: () => ({ ...facts, platform: "darwin" }) }),
  },
  {
    what: "another processor",
    code: "native-platform",
    says: ["arm64", "--libtensorflow DIR"],
    spoil: () => ({ machine: () => ({ ...facts, arch: "arm64" }) }),
  },
  {
    what: "an old glibc",
    code: "native-glibc",
    says: ["2.17 or newer", "2.12"],
    spoil: () => ({ machine: () => ({ ...facts, glibc: "2.12" }) }),
  },
  {
    what: "musl",
    code: "native-glibc",
    says: ["GNU C library", "Alpine"],
    spoil: () => ({ machine: () => ({ ...facts, glibc: undefined }) }),
  },
  {
    what: "a processor without AVX",
    code: "native-cpu",
    says: ["AVX"],
    spoil: () => ({ machine: () => ({ ...facts, cpuFlags: ["sse2"] }) }),
  },
];

describe.each(BAD_CASES)("$what", ({ code, says, spoil }) => {
  test("ends with one sentence and leaves nothing that looks installed", async () => {
    const made = await world();
    const spoiled = await spoil(made);
    const seams = { ...made.seams, ...(typeof spoiled === "object" ? spoiled : {}) };
    const install = installNative({ folder: made.folder, seams });
    const error = await install.then(
      () => undefined,
      (thrown: Error & { code: string }) => thrown,
    );
    expect(error).toMatchObject({ name: "LrFinderError", code });
    for (const words of says) expect(error?.message).toContain(words);
    expect(error?.message).not.toMatch(/\n|\.$/);
    const left = await made.left();
    expect(left.filter((name) => name !== "downloads")).toEqual([]);
    const status = await nativeStatus({ folder: made.folder, seams });
    expect(status.candidates.filter(({ origin }) => origin === "cache")).toEqual([]);
  });
});

test("after a failure the finished downloads serve the next try", async () => {
  const { folder, seams, program, calls } = await world();
  await program("python3", undefined);
  await expect(installNative({ folder, seams })).rejects.toMatchObject({
    code: "native-no-python",
  });
  await program("npm", "exit 1");
  await program("python3", PIP);
  expect(await installNative({ folder, seams })).toMatchObject({ status: "installed" });
  expect((await calls()).filter((line) => line.startsWith("npm"))).toHaveLength(1);
});

test("a kept download that was altered meanwhile is taken anew", async () => {
  const { folder, seams, program, calls } = await world();
  await program("python3", undefined);
  await expect(installNative({ folder, seams })).rejects.toThrow("python3");
  await writeFile(join(folder, "downloads", "progress-2.0.3.tgz"), "altered");
  await program("python3", PIP);
  expect(await installNative({ folder, seams })).toMatchObject({ status: "installed" });
  expect((await calls()).filter((line) => line.startsWith("npm")).at(-1)).toMatch(
    /^npm pack progress@2\.0\.3 --/,
  );
});

test("a compiler that says yes and makes nothing is a compile failure", async () => {
  const { folder, seams, program, left } = await world();
  await program("g++", "exit 0");
  await expect(installNative({ folder, seams })).rejects.toMatchObject({ code: "native-compile" });
  expect(await left()).toEqual(["downloads"]);
});

test("a folder that cannot be made is named", async () => {
  const { seams } = await world();
  await expect(installNative({ folder: "/dev/null/native", seams })).rejects.toMatchObject({
    code: "native-folder",
    message: expect.stringContaining("/dev/null/native"),
  });
});
