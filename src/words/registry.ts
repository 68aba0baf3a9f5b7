// A language a line: the name by which it is asked for (`--lang`), and its folder.
export * as en from "./en/index.ts";
export * as zh from "./zh/index.ts";
