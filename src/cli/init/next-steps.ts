import { createRequire } from "node:module";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { singleQuoted } from "../../core/shell-quote.ts";
import { maxOf } from "../../core/stats.ts";
import type { CopiedStarter } from "./copy-starter.ts";
import {
  CLIENT_NAME,
  isNode,
  NODE_KINDS,
  PYTHON_KINDS,
  STARTER_NAME,
  type StarterName,
} from "./kinds.ts";

/** What to type after `init`: first to see it work, then in a script of one's own. */
export interface NextSteps {
  /** Command lines, to be run one after the other. */
  readonly commands: readonly string[];
  /** Lines for a training script that exists already. */
  readonly lines: readonly string[];
}

/** The next steps for one kind of trainer in a folder. */
export function nextSteps(kind: StarterName, folder: string): NextSteps {
  return isNode(kind) ? nodeSteps(kind, folder) : pythonSteps(kind, folder);
}

const quoted = (text: string) => (/^[\w@./-]+$/.test(text) ? text : singleQuoted(text));

function pythonSteps(kind: keyof typeof PYTHON_KINDS, folder: string): NextSteps {
  const { needs, lines } = PYTHON_KINDS[kind];
  const trainer = `"python ${quoted(join(folder, STARTER_NAME))}"`;
  return {
    commands: [
      ...(needs.length === 0 ? [] : [`pip install ${needs.map(quoted).join(" ")}`]),
      `lr-finder protocol check ${trainer}`,
      `lr-finder run --trainer ${trainer}`,
    ],
    lines: [...lines],
  };
}

function nodeSteps(kind: keyof typeof NODE_KINDS, folder: string): NextSteps {
  const { needs, lines, file, command } = NODE_KINDS[kind];
  const missing = needs.filter((name) => !isFound(name, join(folder, file)));
  const below = isBelow(folder);
  return {
    commands: [
      ...(below ? [] : [`cd ${quoted(folder)}`]),
      ...(missing.length === 0 ? [] : [`npm install ${missing.join(" ")}`]),
      command(quoted(below ? join(folder, file) : file)),
    ],
    lines: [...lines],
  };
}

/** Whether a file may import a package. */
function isFound(name: string, file: string): boolean {
  try {
    createRequire(resolve(file)).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Whether a folder finds what is installed where we are. */
function isBelow(folder: string): boolean {
  const way = relative(".", folder);
  return way.split(sep)[0] !== ".." && !isAbsolute(way);
}

/** The same for a person. */
export function printNextSteps(
  kind: StarterName,
  { files, old }: CopiedStarter,
  next: NextSteps,
): string {
  const words = { written: "wrote", unchanged: "is there" } as const;
  const width = maxOf(files.map(({ status }) => words[status].length));
  const listed = files.map(({ file, status }) => `${words[status].padEnd(width)}  ${file}\n`);
  const own = isNode(kind)
    ? "\nIn a file of your own:\n"
    : `\nIn a script of your own, with the folder ${CLIENT_NAME} beside it:\n`;
  return [
    listed.join(""),
    old === undefined
      ? ""
      : `\n${old} is of an older version: Python imports the folder ${CLIENT_NAME} before it. Delete it.\n`,
    "\nTry it:\n",
    ...next.commands.map((command) => `  ${command}\n`),
    own,
    ...next.lines.map((line) => `  ${line}\n`),
    isNode(kind) ? "" : "\nWithout the finder that script trains as before.\n",
  ].join("");
}
