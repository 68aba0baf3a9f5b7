import { type Stats, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { InputError } from "../core/errors.ts";
import { keysOf } from "../core/records.ts";
import { startOfSync } from "../files/index.ts";

/** What a path may lead to, that one of the options of a source takes and others do not. */
interface FileKind {
  readonly what: string;
  /** What takes it, as the end of a sentence: options in backticks. */
  readonly meant: (path: string, given: Source) => string;
  is(path: string, stats: Stats): boolean;
}

const ended =
  (...extensions: readonly string[]) =>
  (path: string, stats: Stats) =>
    stats.isFile() && extensions.includes(extname(path.replace(/\.gz$/i, "")).toLowerCase());

const has = (path: string, file: string) => statsOf(join(path, file))?.isFile() === true;

const inQuotes = (path: string) => (/\s/.test(path) ? `'${path}'` : path);

/** In the order in which they are tried. */
const KINDS = {
  run: {
    what: "the folder of a run",
    meant: (path) =>
      `\`out\` ${path} with \`resume\` continues it; \`lr-finder report\` and \`lr-finder apply\` take its result`,
    is: (path, stats) =>
      stats.isDirectory() && (has(path, "journal.jsonl") || has(path, "result.json")),
  },
  "saved-model": {
    what: "a saved TensorFlow.js model",
    meant: (path) => `give it as \`model\` ${path}, beside a table or images in \`data\``,
    is: (path, stats) => stats.isFile() && extname(path).toLowerCase() === ".json" && isModel(path),
  },
  result: {
    what: "the result of a run",
    meant: () => "`lr-finder report` and `lr-finder apply` take it",
    is: (path, stats) => stats.isFile() && basename(path) === "result.json",
  },
  module: {
    what: "a JavaScript module",
    meant: (path) => `a model or trainer of your own is \`module\` ${path}`,
    is: ended(".mjs", ".js", ".cjs", ".ts", ".mts", ".cts"),
  },
  python: {
    what: "a Python program",
    meant: (path) => `a trainer is started by its command, \`trainer\` "python ${inQuotes(path)}"`,
    is: ended(".py"),
  },
  shell: {
    what: "a shell script",
    meant: (path) => `a trainer is started by its command, \`trainer\` "sh ${inQuotes(path)}"`,
    is: ended(".sh", ".bash"),
  },
  notebook: {
    what: "a notebook",
    meant: () =>
      "make a script of it (jupyter nbconvert --to script), whose command is `trainer`, or call lr_finder.find inside of it",
    is: ended(".ipynb"),
  },
  weights: {
    what: "a saved model of another framework",
    meant: () => "the program that trains it is started by `trainer`",
    is: ended(".pt", ".pth", ".h5", ".keras", ".onnx", ".safetensors", ".ckpt"),
  },
  table: {
    what: "a table",
    meant: (path) => `data are given as \`data\` ${path}`,
    is: ended(".csv", ".tsv"),
  },
  folder: {
    what: "a folder",
    meant: (path, given) =>
      given === "model"
        ? `a saved model is its model.json${has(path, "model.json") ? `, \`model\` ${join(path, "model.json")}` : ", a file in such a folder"}; one to be built is e.g. mlp:64,32`
        : "one table or idx file is given as `data`; images in folders are read by a `module` or a `trainer` of your own",
    is: (_path, stats) => stats.isDirectory(),
  },
} as const satisfies Readonly<Record<string, FileKind>>;

type Source = "data" | "module" | "model" | "trainer";

/** The kinds that each of them takes; what is of none of the kinds is read, and judged then. */
const TAKES: Readonly<Record<Source, readonly (keyof typeof KINDS)[]>> = {
  data: ["table"],
  module: ["module"],
  model: ["saved-model"],
  trainer: [],
};

/**
 * Refuses what another option is meant for: a program as data, a table as a module.
 *
 * @throws InputError `wrong-kind` that names the option which is meant
 */
export function checkKinds(request: { readonly [Each in Source]?: string | undefined }): void {
  for (const source of keysOf(TAKES)) {
    const path = request[source];
    const stats = path === undefined ? undefined : statsOf(path);
    if (path === undefined || stats === undefined) continue;
    // A command may be a program alone.
    if (source === "trainer" && stats.isFile() && (stats.mode & 0o111) !== 0) continue;
    const kind = keysOf(KINDS).find((each) => KINDS[each].is(path, stats));
    if (kind === undefined || TAKES[source].includes(kind)) continue;
    const { what, meant } = KINDS[kind];
    throw new InputError(
      "wrong-kind",
      `\`${source}\` cannot be ${path}, which is ${what}: ${meant(path, source)}`,
      { data: { option: source, path, kind } },
    );
  }
}

/** Whether a file of JSON begins as a saved model does. */
function isModel(path: string): boolean {
  try {
    return startOfSync(path, 4096).includes('"modelTopology"');
  } catch {
    // Who reads it says why it cannot be read.
    return false;
  }
}

/** What is there; undefined for what cannot be a path, such as a long command. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
