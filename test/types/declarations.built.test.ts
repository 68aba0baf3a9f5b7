import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";

/** Every entry point of the package, as it is imported. */
function entryPoints(): string[] {
  const { exports } = JSON.parse(readFileSync(repoFile("package.json"), "utf8"));
  return Object.keys(exports)
    .filter((name) => !name.endsWith(".json"))
    .map((name) => `lr-finder${name.slice(1)}`);
}

test.each([{}, { exactOptionalPropertyTypes: true }])(
  "our declarations are sound under NodeNext without skipLibCheck (%j)",
  (more) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(repoFile("."), join(folder, "node_modules/lr-finder"), "dir");
    symlinkSync(repoFile("node_modules/@types"), join(folder, "node_modules/@types"), "dir");
    const lines = entryPoints().map(
      (name, i) => `import * as e${i} from "${name}";\nvoid e${i};\n`,
    );
    writeFileSync(join(folder, "all.ts"), lines.join(""));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    const compilerOptions = {
      ...{ module: "nodenext", target: "es2023", strict: true, skipLibCheck: false, noEmit: true },
      ...{ types: ["node"], preserveSymlinks: true, ...more },
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["all.ts"] }),
    );
    const tsc = repoFile("node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], {
      cwd: folder,
      encoding: "utf8",
    });
    // Other packages' declarations are theirs.
    const ours = stdout.split("\n").filter((line) => /^(all\.ts|.*lr-finder\/dist\/)/.test(line));
    expect(ours).toEqual([]);
  },
);
