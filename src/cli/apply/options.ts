import { SET_STYLES } from "../../config/index.ts";
import { excludes, idle } from "../../core/rules.ts";
import { choice, flag, option, texts, type Values } from "../options/index.ts";
import { dryRun, yes } from "../options/shared.ts";
import { scheduleKeys, targetOptions } from "./target.ts";

export const applyArguments = {
  paths: {
    shown: "[paths...]",
    names: "file",
    description: "RESULT (a result.json, or the folder of a run) and CONFIG",
  },
} as const;

/** The options of `apply`. */
export const applyOptions = {
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
} as const;

/** What `apply` gets from its command line. */
export type ApplyValues = Values<typeof applyOptions, typeof applyArguments>;

/** What says how to write a config, which means nothing where none is written. */
const WRITING = [
  ...(["key", "scheduleKeys", "map", "profile"] as const),
  ...(["create", "comment", "set", "setStyle"] as const),
] as const;

/** How the options of `apply` go together. */
export const applyRules = [
  excludes("undo", [...WRITING, "check"]),
  excludes("check", WRITING),
  idle("undo", ["record", "minConfidence", "anyway"]),
  idle("check", ["record", "minConfidence", "anyway", "outside", "dryRun", "yes"]),
  idle("set", ["comment", "record", "anyway", "outside", "dryRun", "yes"]),
  idle("comment", ["record"]),
  idle("dryRun", ["yes"]),
] as const;
