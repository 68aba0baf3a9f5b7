import { formatTitles, SET_STYLES } from "../../config/index.ts";
import { excludes, idle } from "../../core/rules.ts";
import { scheduleKeys, targetOptions } from "../apply/options.ts";
import { choice, command, flag, option, texts } from "../options/index.ts";
import { dryRun, yes } from "../options/shared.ts";

/** What says how to write a config, which means nothing where none is written. */
const WRITING = [
  ...(["key", "scheduleKeys", "map", "profile"] as const),
  ...(["create", "comment", "set", "setStyle"] as const),
] as const;

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
  arguments: {
    paths: {
      shown: "[paths...]",
      description: "RESULT (a result.json, or the folder of a run) and CONFIG",
    },
  },
  options: {
    "": {
      key: option(texts, {
        value: "<path[=ratio]>",
        description: "where the LR goes, e.g. optimizer.lr, or groups.0.lr=0.1 for a tenth of it",
        otherwise: "the only likely key",
      }),
      scheduleKeys,
      ...targetOptions,
      set: option(flag, {
        description: "print command-line arguments instead of editing; CONFIG may be left out",
      }),
      setStyle: option(choice(SET_STYLES), {
        value: "<style>",
        description: "their spelling: set (--set lr=0.01), argparse (--lr 0.01) or hydra (lr=0.01)",
      }),
      undo: option(flag, {
        description: "take the last apply to CONFIG back, byte for byte",
      }),
      check: option(flag, {
        description: "exit with 1 when CONFIG no longer holds what was applied to it",
      }),
      dryRun,
      yes,
    },
  },
  rules: [
    excludes("undo", [...WRITING, "check"]),
    excludes("check", WRITING),
    idle("undo", ["record", "minConfidence"]),
    idle("check", ["record", "minConfidence", "outside", "dryRun", "yes"]),
    idle("set", ["comment", "record", "outside", "dryRun", "yes"]),
    idle("comment", ["record"]),
    idle("dryRun", ["yes"]),
  ],
  async run(values, io) {
    const { executeApply } = await import("../apply/execute.ts");
    return executeApply(values, io);
  },
});
