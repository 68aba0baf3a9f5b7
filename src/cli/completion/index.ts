import type { Command } from "../options/index.ts";
import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import type { Shell } from "./shells.ts";
import { type CompletedCommand, completionTree } from "./tree.ts";
import { zshCompletion } from "./zsh.ts";

const MAKERS: Readonly<Record<Shell, (root: CompletedCommand) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The script that completes these commands of lr-finder in a shell. */
export function completionFor(shell: Shell, commands: readonly Command[]): string {
  return MAKERS[shell](completionTree(commands));
}
