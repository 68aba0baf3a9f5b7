import {
  type Completed,
  type CompletedCommand,
  type CompletedOption,
  everyCommand,
} from "./tree.ts";

/** The completion of fish, from 3.0 on. */
export function fishCompletion(root: CompletedCommand): string {
  const all = everyCommand(root);
  const groups = all
    .filter(({ commands }) => commands.length > 0)
    .map(({ path, commands }) => {
      const words = commands.map((each) => quoted(each.path.at(-1) ?? "")).join(" ");
      return `        case ${quoted(path.join(" "))}\n            set inner ${words}`;
    });
  return `# Completion of lr-finder for fish, made by \`lr-finder completion fish\`.

# Whether the words so far lead to this command.
function __lr_finder_at
    set -l path
    set -l tokens (commandline -opc)
    for token in $tokens[2..-1]
        set -l inner
        switch "$path"
${groups.join("\n")}
        end
        if contains -- $token $inner
            set path (string trim -- "$path $token")
        end
    end
    test "$path" = "$argv[1]"
end

complete -c lr-finder -f
${all.flatMap(linesOf).join("\n")}
`;
}

function linesOf(command: CompletedCommand): string[] {
  const { path, commands, options, argument } = command;
  const at = `complete -c lr-finder -n ${quoted(`__lr_finder_at ${quoted(path.join(" "))}`)}`;
  return [
    ...commands.map(
      (each) => `${at} -a ${quoted(each.path.at(-1) ?? "")} -d ${quoted(each.summary)}`,
    ),
    ...(path.length === 0 ? [`${at} -a help -d 'help on a command'`] : []),
    ...(argument === null || argument.kind === "other" ? [] : [`${at} ${offered(argument)}`]),
    ...options.map((option) => `${at} ${optionWords(option)}`),
  ];
}

function optionWords({ flags, description, value }: CompletedOption): string {
  const written = flags.map((flag) =>
    flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  const takes = value === null ? [] : [value.kind === "file" ? "-r" : "-x", offered(value)];
  return [...written, ...takes.filter((each) => each !== ""), "-d", quoted(description)].join(" ");
}

function offered(value: Completed): string {
  switch (value.kind) {
    case "words":
      return `-a ${quoted(value.words.join(" "))}`;
    case "file":
      return "-F";
    case "folder":
      return "-a '(__fish_complete_directories)'";
    case "other":
      return "";
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
