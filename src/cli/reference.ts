import { ENVIRONMENT } from "../core/environment.ts";
import { keysOf } from "../core/records.ts";
import { ruleSentence } from "../core/rules.ts";
import { commandsFor } from "./commands/index.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { type Command, defaultOf, flagsByName, flagsOf, type Option } from "./options/index.ts";
import { OWN_FILES } from "./options-file.ts";
import { withFlags } from "./print-error.ts";

/** The reference page of the command line (docs/cli.md), as Markdown, from the options tables. */
export async function cliReference(): Promise<string> {
  const all = await commandsFor([]);
  const exits = Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning]);
  const variables = Object.entries(ENVIRONMENT).map(([name, { readBy, meaning }]) => [
    code(name),
    code(readBy).replace(/^`a trainer`$/, "a trainer"),
    meaning,
  ]);
  return [
    "# Command line",
    "<!-- Made from the options tables in src/cli by `npm run docs:cli`; edits here are lost. -->",
    "`lr-finder COMMAND --help` prints the same. Data goes to stdout, words to stderr; every command takes `--json` and then prints one JSON object. A misspelt option or name is refused with the nearest one.",
    all.map(({ name, summary }) => `- [\`${name}\`](#${name}): ${summary}`).join("\n"),
    ...all.flatMap((command) => section(command, "", 2)),
    ...optionsFile(),
    "## Exit codes",
    table(["code", "meaning"], exits),
    "## Environment variables",
    table(["variable", "read by", "meaning"], variables),
  ]
    .join("\n\n")
    .concat("\n");
}

/** How options are given otherwise than by typing them. */
function optionsFile(): string[] {
  const variables = keysOf(ENVIRONMENT);
  const named = variables.filter(
    (name) => name === "LR_FINDER_OPTIONS" || name === "LR_FINDER_LANG",
  );
  return [
    "## Options file",
    `Options that a project always wants stand in ${OWN_FILES.map(code).join(", ")} (where Node takes types away: 22.18 and newer), in the folder where \`lr-finder\` is started; ${code("--options FILE")} names another one, ${code("--options none")} none. They stand under the name of their command, by the names of the options in code: \`startLr\` for ${code("--start-lr")}. A module exports the object as its default. Paths are as if they were typed.`,
    "```yaml\nrun:\n  data: train.csv\n  target: label\n  epochs: 10\n  optimizerOptions: { beta1: 0.8 }\nstudy:\n  run: { repeats: 3 }\n```",
    `What is typed wins over the environment (${named.map(code).join(", ")}), that over the file, and the file over the default; what does not go with what is typed is left out, which is said. ${code("--print-options")} shows every option of a command with its value and where that comes from. A key that is no option is refused with the nearest one. Editors know the keys by the JSON Schema: \`"$schema": "./node_modules/lr-finder/dist/schemas/options.json"\`, in YAML \`# yaml-language-server: $schema=…\`; ${code("lr-finder schema options")} prints it.`,
  ];
}

/** A command and those below it. */
function section(command: Command, parent: string, depth: number): string[] {
  const name = `${parent}${command.name}`;
  const heading = `${"#".repeat(depth)} ${name}`;
  return [
    heading,
    escaped(command.description),
    `Usage: ${usage(command, name)}`,
    ...examples(command),
    ...argumentsOf(command),
    ...Object.entries(command.groups).map(([title, options]) => optionTable(title, options)),
    ...rules(command),
    ...(command.more === undefined ? [] : [`\`\`\`text\n${command.more.trim()}\n\`\`\``]),
    ...command.commands.flatMap((inner) => section(inner, `${name} `, depth + 1)),
  ];
}

function usage(command: Command, name: string): string {
  const shown = Object.values(command.arguments).map((argument) => argument.shown);
  const own = command.usage ?? ["[options]", ...shown].join(" ");
  return own
    .split("\n")
    .map((line, i) => code(i === 0 ? `lr-finder ${name} ${line}` : line.trim()))
    .join(" or ");
}

function examples({ examples }: Command): string[] {
  if (examples.length === 0) return [];
  return [examples.map(([line, what]) => `- ${code(line)}: ${escaped(what)}`).join("\n")];
}

function argumentsOf(command: Command): string[] {
  const rows = Object.values(command.arguments)
    .filter(({ description }) => description !== "")
    .map(({ shown, description }) => [code(shown), escaped(description)]);
  return rows.length === 0 ? [] : [table(["argument", "meaning"], rows)];
}

function optionTable(title: string, options: Readonly<Record<string, Option>>): string {
  const rows = Object.entries(options).map(([name, option]) => [
    flagsOf(name, option).map(code).join(", "),
    escaped(meaning(option)),
    (option.listed ?? option.kind.choices ?? []).map(code).join(" "),
    escaped(
      [
        option.isNeeded ? "needed" : (defaultOf(option) ?? ""),
        ...(option.variable === undefined ? [] : [`or ${option.variable}`]),
      ]
        .filter((part) => part !== "")
        .join(", "),
    ),
  ]);
  return table([title === "" ? "option" : title, "meaning", "values", "default"], rows);
}

function meaning({ description, examples, kind, negative }: Option): string {
  const shown = examples === undefined ? "" : `, e.g. ${examples.map(code).join(" or ")}`;
  const repeated = kind.shape === "many" ? " (repeatable)" : "";
  return `${description}${negative === undefined ? "" : `; with \`no\`: ${negative}`}${shown}${repeated}`;
}

function rules(command: Command): string[] {
  if (command.rules.length === 0) return [];
  const flags = flagsByName(command);
  const sentences = command.rules.map((rule) => `- ${withFlags(ruleSentence(rule), flags)}`);
  return [sentences.map(escaped).join("\n")];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`.replace(/ {2,}/g, " ");
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text.replace(/\|/g, "\\|")}\``;
}

/** Text in which nothing is taken for HTML or the end of a cell. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith("`")
        ? part
        : part.replace(/[<|]/g, "\\$&").replace(/--[a-z][a-z-]*/g, (flag) => code(flag)),
    )
    .join("");
}
