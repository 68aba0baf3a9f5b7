import big from "./big.mjs";
import clocks from "./clocks.mjs";
import { flips, resumes, truncation } from "./damage.mjs";
import disks from "./disks.mjs";
import { files } from "./files.mjs";
import kills from "./kills.mjs";
import live from "./live.mjs";
import { logs } from "./logs.mjs";
import { memory } from "./memory.mjs";
import protocol from "./protocol.mjs";
import secrets from "./secrets.mjs";
import terminal from "./terminal.mjs";
import twoAtOnce from "./two-at-once.mjs";

/** Everything that is tried, in order. */
export const PARTS = [
  kills,
  twoAtOnce,
  disks,
  clocks,
  truncation,
  flips,
  resumes,
  ...files,
  logs,
  protocol,
  big,
  ...memory,
  live,
  secrets,
  terminal,
];
