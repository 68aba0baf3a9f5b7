import { singleQuoted } from "../../core/shell-quote.ts";
import {
  type Completed,
  type CompletedCommand,
  type CompletedOption,
  everyCommand,
} from "./tree.ts";

/** The completion of zsh: a file `_lr-finder` of `$fpath`, or sourced. */
export function zshCompletion(root: CompletedCommand): string {
  return `#compdef lr-finder
# Completion of lr-finder for zsh, made by \`lr-finder completion zsh\`.

${everyCommand(root).map(functionOf).join("\n\n")}

if [[ $funcstack[1] == _lr-finder ]]; then
  _lr_finder "$@"
else
  compdef _lr_finder lr-finder
fi
`;
}

function functionOf(command: CompletedCommand): string {
  const options = command.options.flatMap(optionSpecs);
  if (command.commands.length === 0) {
    const specs =
      command.argument === null ? options : [...options, argumentSpec(command.argument)];
    return `${nameOf(command)}() {\n  _arguments -s ${specs.map(singleQuoted).join(" \\\n    ")}\n}`;
  }
  const inner = command.commands.map(({ path, summary }) =>
    singleQuoted(`${path.at(-1)}:${summary}`),
  );
  const cases = command.commands.map((each) => `        ${each.path.at(-1)}) ${nameOf(each)} ;;`);
  const isRoot = command.path.length === 0;
  const { argument } = command;
  const words = argument?.kind === "words" ? argument.words : [];
  const more = words.filter((word) => command.commands.every(({ path }) => path.at(-1) !== word));
  return `${nameOf(command)}() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  local -a commands
  commands=(
    ${[...inner, ...(isRoot ? [singleQuoted("help:help on a command")] : []), ...more.map(singleQuoted)].join("\n    ")}
  )
  _arguments -C ${[...options, "1: :->command", "*:: :->rest"].map(singleQuoted).join(" \\\n    ")}
  case $state in
    command) _describe command commands ;;
    rest)
      case $words[1] in
${cases.join("\n")}
      esac
      ;;
  esac
}`;
}

function nameOf({ path }: CompletedCommand): string {
  return ["_lr_finder", ...path].join("_").replaceAll("-", "_");
}

function optionSpecs({
  flags,
  description,
  value,
  valueName,
  isRepeatable,
}: CompletedOption): string[] {
  const about = `[${description.replace(/[[\]\\]/g, "\\$&")}]`;
  const takes = value === null ? "" : `:${colonless(valueName || "value")}:${action(value)}`;
  return flags.map((flag) => {
    const signed = flag.startsWith("--") && value !== null ? `${flag}=` : flag;
    return `${isRepeatable ? "*" : ""}${signed}${about}${takes}`;
  });
}

function argumentSpec(argument: Completed): string {
  return `*: :${action(argument)}`;
}

function action(value: Completed): string {
  switch (value.kind) {
    case "words":
      return `(${value.words.map((word) => word.replace(/[\s()\\:]/g, "\\$&")).join(" ")})`;
    case "file":
      return "_files";
    case "folder":
      return "_files -/";
    case "other":
      return " ";
  }
}

function colonless(text: string): string {
  return text.replaceAll(":", "\\:");
}
