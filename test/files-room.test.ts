// What a user names is opened in one place, which asks first what it is.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { expect, test } from "vitest";
import { repoFile } from "./helpers/cli.ts";
import { roomOf, sourceFiles } from "./helpers/imports.ts";

/** Calls of `node:fs` and `node:fs/promises` that open what they are given. */
const OPENING = new Set([
  "appendFile",
  "appendFileSync",
  "copyFile",
  "copyFileSync",
  "cp",
  "cpSync",
  "createReadStream",
  "createWriteStream",
  "open",
  "openAsBlob",
  "openSync",
  "readFile",
  "readFileSync",
  "truncate",
  "truncateSync",
  "writeFile",
  "writeFileSync",
]);

/** Files outside of the room that open something themselves, and why they may. */
const MAY: Readonly<Record<string, string>> = {
  "cli/init/copy-starter.ts": "files of the package",
  "cli/schema/build-schemas.ts": "the build",
  "cli/schema/print-schema.ts": "a file of the package",
  "report/build-pages.ts": "the build",
  "report/scripts.ts": "files of the package",
  "resources.ts": "files of the package",
  "trainer/process/members.ts": "/proc, whose entries of processes do not wait",
  "trainer/tfjs/engines/shared-memory.ts": "a file of TensorFlow.js' package",
  "trainer/tfjs/native-step/replay.ts": "a temporary folder of its own",
  "native/compile.ts": "its own cache folder",
  "native/disk.ts": "its own cache folder",
  "native/fetch-file.ts": "its own cache folder",
  "native/folders.ts": "its own cache folder",
  "native/install.ts": "its own cache folder",
  "native/libtensorflow/wheel.ts": "its own cache folder",
  "native/lock.ts": "its own cache folder",
  "native/machine.ts": "/proc/cpuinfo",
  "native/tar.ts": "its own cache folder",
  "native/zip.ts": "its own cache folder",
};

interface Imported {
  readonly type: string;
  readonly source?: { readonly value: string };
  readonly specifiers?: readonly {
    readonly type: string;
    readonly imported?: { readonly name: string };
  }[];
}

/** Names that open something, of those that a file imports; `*` for a whole module. */
function opened(file: string): string[] {
  const source = readFileSync(join(repoFile("src"), file), "utf8");
  const { body } = parseAst(source, { lang: "ts" }) as { body: readonly Imported[] };
  return body
    .filter(({ source }) => /^(node:)?fs(\/promises)?$/.test(source?.value ?? ""))
    .flatMap(({ specifiers = [] }) => specifiers.map(({ imported }) => imported?.name ?? "*"))
    .filter((name) => name === "*" || OPENING.has(name));
}

test("the walk sees what is opened", () => {
  expect(opened("files/open-file.ts")).toContain("createReadStream");
  expect(opened("files/atomic-write.ts")).toContain("*");
});

test("only the room of files opens what a user names", () => {
  const elsewhere = sourceFiles.filter(
    (file) => roomOf(file) !== "files" && opened(file).length > 0,
  );
  expect(elsewhere).toEqual(Object.keys(MAY).sort());
});
