export {
  type Argument,
  type Command,
  command,
  commandGroup,
  flagsByName,
  type OptionValues,
  optionsOf,
  pick,
  type RawValues,
  type Values,
  type ValuesOf,
} from "./command.ts";
export {
  choice,
  either,
  flag,
  type Kind,
  negated,
  number,
  pairs,
  spelling,
  text,
  textAs,
  texts,
} from "./kinds.ts";
export {
  anyOf,
  defaultOf,
  flagOf,
  flagsOf,
  meaningOf,
  needed,
  type Option,
  option,
  reworded,
  type Words,
} from "./option.ts";
export { addCommand, addExamples, parseCommand, rootProgram } from "./program.ts";
