import { checkOneOf } from "../../core/check.ts";
import { toJson } from "../../core/json.ts";
import { SHELL_NAMES, SHELLS } from "../completion/shells.ts";
import { EXIT } from "../exit-codes.ts";
import { command } from "../options/index.ts";

const uses = SHELL_NAMES.map((name) => {
  const { from, use } = SHELLS[name];
  return `  ${name.padEnd(6)}${from}:\n        ${use}`;
});

/** `completion`: what a shell needs to complete command lines. */
export const completion = command({
  name: "completion",
  summary: "print the script that completes command lines in bash, zsh or fish",
  description:
    "Prints a script that completes commands, options, the names that options take, and files. It is made from the same tables as the help; make it again after an update.",
  examples: [
    ["lr-finder completion bash > ~/.lr-finder.bash", "to be sourced in ~/.bashrc"],
    ["lr-finder completion fish > ~/.config/fish/completions/lr-finder.fish", "for fish"],
  ],
  arguments: {
    shell: { shown: "<shell>", description: SHELL_NAMES.join(", "), choices: SHELL_NAMES },
  },
  options: {},
  more: `To use it:\n${uses.join("\n")}\n`,
  async run({ shell, json }, io, all) {
    const asked = checkOneOf("shell", shell, SHELL_NAMES);
    const { completionFor } = await import("../completion/index.ts");
    const script = completionFor(asked, await all());
    if (json) io.out(`${toJson({ version: 1, shell: asked, script })}\n`);
    else io.out(script);
    return EXIT.ok;
  },
});
