import { formatTitles } from "../../config/index.ts";
import { applyArguments, applyOptions, applyRules } from "../apply/options.ts";
import { command } from "../options/index.ts";

/** `apply`: writes a result's LR (and schedule) into a config, takes it back, checks it. */
export const apply = command({
  name: "apply",
  summary: `write a suggested learning rate into a ${formatTitles("or")} config`,
  description:
    "Replaces the value of one key or several, and leaves every other byte of the file as it is. Shows the change first. What was written is recorded in CONFIG.lr-finder.json, for --undo and --check. Only configs inside the working folder are written (an absolute path: inside the folder that it names); a link that leads out of it needs --outside. Programs (.py, .sh, …) are never edited: their arguments are printed.",
  usage:
    "[options] <result> <config>\n       lr-finder apply --undo <config>\n       lr-finder apply --check <config...>",
  examples: [
    ["lr-finder apply reports/iris-2026 config.yaml --key optimizer.lr", "shows the change, asks"],
    ["lr-finder apply result.json train.json --key lr --dry-run", "shows the change only"],
    [
      "lr-finder apply reports/iris-2026 args.json --profile hf --create",
      "the schedule too, under the names of Hugging Face's TrainingArguments",
    ],
    ["lr-finder apply --undo config.yaml", "takes it back"],
    ["lr-finder apply --check config.yaml", "for CI: is it still there?"],
  ],
  arguments: applyArguments,
  options: applyOptions,
  rules: applyRules,
  async run(values, io) {
    const { executeApply } = await import("../apply/execute.ts");
    return executeApply(values, io);
  },
});
