// A language a line: the name by which it is asked for (`--lang`), and its folder.
export { en } from "./en/index.ts";
export { zh } from "./zh/index.ts";
