export {
  type Argument,
  type Command,
  command,
  commandGroup,
  flagsByName,
  type OptionValues,
  omit,
  optionsOf,
  pick,
  type Values,
  type ValuesOf,
} from "./command.ts";
export {
  choice,
  either,
  file,
  files,
  flag,
  folder,
  type Kind,
  listAs,
  negated,
  number,
  pairs,
  spelling,
  text,
  textAs,
  texts,
} from "./kinds.ts";
export type { FileOptions, Layered, Layers, Origin, RawValues } from "./layers.ts";
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
export { addCommand, addExamples, helpAsOption, parseCommand, rootProgram } from "./program.ts";
