import { BASE85 } from "../packed/base85.ts";
import { copyButtons } from "./copy.ts";
import { startPage } from "./start.ts";
import { themeControl } from "./theme.ts";
import { unpackScripts } from "./unpack.ts";

/**
 * The page's first script as text (the rest comes packed, see `pack-page.ts`). Each function is type-checked here and stands alone (it names nothing
 * outside itself but the browser's own globals), so that its source can be put into the page as it
 * is; they reach each other only through the object that `startPage` is given.
 */
export function pageScript(): string {
  const parts = { unpackScripts, themeControl, copyButtons };
  const sources = Object.entries(parts).map(([name, part]) => `${name}: ${part}`);
  // Some bundlers wrap inner functions in a helper of this name.
  return `"use strict";
const __name = (part) => part;
(${startPage})({
${sources.join(",\n")}
}, ${JSON.stringify(BASE85)}, document.currentScript.nonce);`;
}
