import { isLrName } from "./candidates.ts";
import { lineIndex } from "./formats/build-tree.ts";

const PROGRAM =
  /\.(py|pyi|ipynb|[cm]?[jt]sx?|sh|bash|zsh|fish|ps1|bat|gin|r|jl|lua|rb|jsonnet|libsonnet)$/i;
const PROTO = /\.(prototxt|pbtxt|textproto|textpb)$|(^|[\\/])pipeline\.config$/i;

/**
 * Whether a file is code, a config that code runs, or text protobuf: those are never edited, as no
 * parser here can say what is made of a number in it.
 */
export function isCode(fileName: string): boolean {
  return PROGRAM.test(fileName) || isProto(fileName);
}

/** Whether it is text protobuf (Caffe's solvers, TensorFlow's `pipeline.config`), which takes no arguments. */
export function isProto(fileName: string): boolean {
  return PROTO.test(fileName);
}

/** Names in a program that look like a learning rate: flags (`"--lr"`), assignments, arguments. */
export function lrNamesInCode(text: string): string[] {
  const names = new Set<string>();
  for (const [, flag, name] of text.matchAll(
    /--([A-Za-z][\w-]*)|\b([A-Za-z_]\w*)[ \t]*[:=](?!=)/g,
  )) {
    const found = flag ?? name ?? "";
    if (isLrName(found)) names.add(found);
  }
  return [...names];
}

/** A number in a program under the name of a learning rate. */
export interface CodeLine {
  readonly name: string;
  /** One-based. */
  readonly line: number;
  /** The line as it is, without what surrounds it, and where the number stands in it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// Not the share of another number, `0.1 * args.lr`.
const NUMBER =
  "([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)(?![\\w.])(?![ \\t]*(?:\\*|/(?![/*])))";
// `lr = 0.1`, `lr: float = 0.1`, `"lr": 0.1`, `Adam(lr=0.1)`, `--lr=0.1`, `--lr 0.1`.
const ASSIGNED = new RegExp(
  `([A-Za-z_][\\w-]*)["']?[ \\t]*(?::[ \\t]*[A-Za-z_][\\w.]*[ \\t]*)?[:=][ \\t]*${NUMBER}`,
  "g",
);
const PASSED = new RegExp(`--([A-Za-z][\\w-]*)[ \\t]+${NUMBER}`, "g");
// `DEFINE_float("lr", 0.1`, `add_argument("--lr", type=float, default=0.1)`: also over several lines.
const DEFINED = new RegExp(`DEFINE_\\w+\\(\\s*["']([\\w-]+)["']\\s*,\\s*${NUMBER}`, "g");
const DEFAULT = new RegExp(
  `["']--?([A-Za-z][\\w-]*)["'](?:(?!add_argument|option\\()[\\s\\S]){0,400}?\\bdefault\\s*=\\s*${NUMBER}`,
  "g",
);

/** The lines of a program, or of text protobuf, in which a learning rate is written as a number. */
export function lrLines(text: string): CodeLine[] {
  const found = new Map<number, string>();
  const ends = new Map<number, number>();
  for (const pattern of [ASSIGNED, PASSED, DEFINED, DEFAULT]) {
    for (const match of text.matchAll(pattern)) {
      const [all, name = "", number = ""] = match;
      const end = match.index + all.length;
      if (!isLrName(name)) continue;
      found.set(end - number.length, name);
      ends.set(end - number.length, end);
    }
  }
  const lineOf = lineIndex(text);
  return [...found]
    .sort(([a], [b]) => a - b)
    .flatMap(([at, name]) => {
      const from = text.lastIndexOf("\n", at - 1) + 1;
      const until = text.slice(at).search(/\r?\n|$/) + at;
      const line = text.slice(from, until);
      if (/^\s*(#|\/\/)/.test(line)) return [];
      const indent = line.length - line.trimStart().length;
      const start = at - from - indent;
      const end = start + (ends.get(at) as number) - at;
      return [{ name, line: lineOf(at), text: line.trim(), start, end }];
    });
}
