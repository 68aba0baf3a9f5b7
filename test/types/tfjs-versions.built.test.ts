// The types of lr-finder beside other versions of TensorFlow.js than its own. It needs a build.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";

/** Where `.ci/run` installs other versions, a folder each. */
const VERSIONS = repoFile("dist/.tfjs");
const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];

describeWith(
  { what: "other versions of TensorFlow.js", isThere: versions.length > 0, inCi: true },
  "objects of another version",
  () => {
    it.each(versions)("of %s are taken, with lr-finder's own version beside it", (version) => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, "node_modules"));
      symlinkSync(repoFile("."), join(folder, "node_modules/lr-finder"), "dir");
      const packages = join(VERSIONS, version, "node_modules");
      for (const name of readdirSync(packages).filter((each) => !each.startsWith("."))) {
        symlinkSync(join(packages, name), join(folder, "node_modules", name), "dir");
      }
      const { version: found } = JSON.parse(
        readFileSync(join(folder, "node_modules/@tensorflow/tfjs-layers/package.json"), "utf8"),
      );
      expect(found).toBe(version);
      cpSync(repoFile("test/types/with-tfjs.ts"), join(folder, "with-tfjs.ts"));
      const compilerOptions = {
        module: "esnext",
        moduleResolution: "bundler",
        target: "es2023",
        lib: ["es2023", "dom"],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: true,
        noEmit: true,
      };
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: ["with-tfjs.ts"] }),
      );
      const tsc = repoFile("node_modules/typescript/lib/tsc.js");
      const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
        encoding: "utf8",
      });
      expect(stdout).toBe("");
    });
  },
);
