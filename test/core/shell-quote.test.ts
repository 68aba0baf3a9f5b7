import { spawnSync } from "node:child_process";
import { expect } from "vitest";
import { singleQuoted } from "../../src/core/shell-quote.ts";
import { posix, testWith } from "../helpers/needs.ts";

testWith(posix, "a shell reads the text again, whatever stands in it", () => {
  for (const text of ["", "a b", "it's", "''", '$HOME `id` \\ "', "a\nb"]) {
    const { stdout } = spawnSync("sh", ["-c", `printf %s ${singleQuoted(text)}`], {
      encoding: "utf8",
    });
    expect(stdout).toBe(text);
  }
});
