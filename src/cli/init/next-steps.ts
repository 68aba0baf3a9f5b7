import { join } from "node:path";
import type { CopiedStarter } from "./copy-starter.ts";
import { CLIENT_NAME, STARTER_KINDS, STARTER_NAME, type StarterName } from "./kinds.ts";

/** What to type after `init`: first to see it work, then in a script of one's own. */
export interface NextSteps {
  /** Command lines, to be run one after the other. */
  readonly commands: readonly string[];
  /** Lines for a training script that exists already. */
  readonly lines: readonly string[];
}

/** The next steps for one kind of trainer in a folder. */
export function nextSteps(kind: StarterName, folder: string): NextSteps {
  const { needs, lines } = STARTER_KINDS[kind];
  const quoted = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text}'`);
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

/** The same for a person. */
export function printNextSteps({ files, old }: CopiedStarter, next: NextSteps): string {
  const words = { written: "wrote", unchanged: "is there" } as const;
  const width = Math.max(...files.map(({ status }) => words[status].length));
  const listed = files.map(({ file, status }) => `${words[status].padEnd(width)}  ${file}\n`);
  return [
    listed.join(""),
    old === undefined
      ? ""
      : `\n${old} is of an older version: Python imports the folder ${CLIENT_NAME} before it. Delete it.\n`,
    "\nTry it:\n",
    ...next.commands.map((command) => `  ${command}\n`),
    `\nIn a script of your own, with the folder ${CLIENT_NAME} beside it:\n`,
    ...next.lines.map((line) => `  ${line}\n`),
    "\nWithout the finder that script trains as before.\n",
  ].join("");
}
