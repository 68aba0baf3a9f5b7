import { singleQuoted } from "../../core/shell-quote.ts";
import { type Completed, type CompletedCommand, everyCommand } from "./tree.ts";

/** The completion of bash, from 3.2 (that of macOS) on. */
export function bashCompletion(root: CompletedCommand): string {
  const all = everyCommand(root);
  const commands = all
    .filter((each) => each.commands.length > 0)
    .map((each) => line(key(each), each.commands.map(({ path }) => path.at(-1)).join(" ")));
  const flags = all.map((each) =>
    line(key(each), each.options.flatMap((option) => option.flags).join(" ")),
  );
  const values = all.flatMap((each) =>
    each.options.flatMap(({ flags: written, value }) =>
      value === null ? [] : written.map((flag) => line(`${key(each)} ${flag}`, shown(value))),
    ),
  );
  const args = all.flatMap((each) =>
    each.argument === null ? [] : [line(key(each), shown(each.argument))],
  );
  return `# Completion of lr-finder for bash, made by \`lr-finder completion bash\`.

_lr_finder_commands() { case "$1" in
${commands.join("\n")}
  *) REPLY="" ;;
esac; }

_lr_finder_flags() { case "$1" in
${flags.join("\n")}
  *) REPLY="" ;;
esac; }

# What follows a flag: words, <file>, <folder>, <other>; nothing where it has no value.
_lr_finder_value() { case "$1" in
${values.join("\n")}
  *) REPLY="" ;;
esac; }

_lr_finder_argument() { case "$1" in
${args.join("\n")}
  *) REPLY="" ;;
esac; }

_lr_finder_offer() {
  local IFS=$' \\t\\n'
  case "$1" in
    "<file>") IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$2")); compopt -o filenames 2>/dev/null ;;
    "<folder>") IFS=$'\\n'; COMPREPLY=($(compgen -d -- "$2")); compopt -o filenames 2>/dev/null ;;
    "<other>" | "") COMPREPLY=() ;;
    *) COMPREPLY=($(compgen -W "$1" -- "$2")) ;;
  esac
}

_lr_finder() {
  local REPLY path="program" word cur="\${COMP_WORDS[COMP_CWORD]}" prev="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    _lr_finder_commands "$path"
    case " $REPLY " in *" $word "*) path="$path $word" ;; esac
  done
  # bash has taken --flag=value apart.
  if ((COMP_CWORD > 0)); then prev="\${COMP_WORDS[COMP_CWORD - 1]}"; fi
  if [[ $cur == "=" ]]; then
    cur=""
  elif [[ $prev == "=" ]]; then
    prev="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  if [[ $prev == -* ]]; then
    _lr_finder_value "$path $prev"
    if [[ -n $REPLY ]]; then
      _lr_finder_offer "$REPLY" "$cur"
      return
    fi
  fi
  if [[ $cur == -* ]]; then
    _lr_finder_flags "$path"
    _lr_finder_offer "$REPLY" "$cur"
    return
  fi
  local inner
  _lr_finder_commands "$path"
  inner="$REPLY"
  if [[ $path == "program" ]]; then inner="$inner help"; fi
  _lr_finder_argument "$path"
  if [[ -n $inner && ( -z $REPLY || $REPLY == "<"* ) ]]; then REPLY="$inner"; else REPLY="$inner\${inner:+ }$REPLY"; fi
  _lr_finder_offer "$REPLY" "$cur"
}

complete -F _lr_finder lr-finder
`;
}

function key({ path }: CompletedCommand): string {
  return ["program", ...path].join(" ");
}

function line(when: string, reply: string): string {
  return `  ${singleQuoted(when)}) REPLY=${singleQuoted(reply)} ;;`;
}

function shown(value: Completed): string {
  return value.kind === "words" ? value.words.join(" ") : `<${value.kind}>`;
}
