import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkFolder, makeFolders } from "../../src/files/index.ts";
import { temporaryFolder } from "../helpers/cli.ts";
import { describeWith, linux } from "../helpers/needs.ts";

describe("folders", () => {
  test("are made with those above, one that is there is left alone", async () => {
    const deep = join(temporaryFolder(), "a", "b", "c");
    for (let i = 0; i < 2; i++) {
      await checkFolder(deep);
      await makeFolders(deep);
      expect(statSync(deep).isDirectory()).toBe(true);
    }
  });

  test("are made by many at once", async () => {
    const deep = join(temporaryFolder(), "a", "b");
    await Promise.all(Array.from({ length: 20 }, () => makeFolders(deep)));
    expect(statSync(deep).isDirectory()).toBe(true);
  });
});

const things: Readonly<Record<string, (folder: string) => string>> = {
  "a file": (folder) => {
    writeFileSync(join(folder, "x"), "x");
    return join(folder, "x");
  },
  "a file above": (folder) => {
    writeFileSync(join(folder, "x"), "x");
    return join(folder, "x", "y", "z");
  },
  "a pipe": (folder) => {
    execFileSync("mkfifo", [join(folder, "x")]);
    return join(folder, "x");
  },
  "a link to nothing": (folder) => {
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "nowhere", "deeper"), join(folder, "x"));
    return join(folder, "x", "y");
  },
  "a process": () => "/proc/self/x",
  "the list of processes": () => "/proc/zz/y",
  "a device": () => "/dev/null",
  "a part of the system": () => "/sys/x",
};

describeWith(linux, "where no folder can be", () => {
  test.each(Object.keys(things))(
    "%s: is refused at once, and named",
    async (name) => {
      const path = things[name]?.(temporaryFolder()) as string;
      await expect(makeFolders(path)).rejects.toMatchObject({ name: "InputError" });
      if (name !== "a link to nothing") {
        await expect(checkFolder(path)).rejects.toMatchObject({ name: "InputError" });
      }
    },
    2000,
  );
});
