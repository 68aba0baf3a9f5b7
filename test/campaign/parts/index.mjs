import clocks from "./clocks.mjs";
import { flips, resumes, truncation } from "./damage.mjs";
import disks from "./disks.mjs";
import { files } from "./files.mjs";
import kills from "./kills.mjs";
import twoAtOnce from "./two-at-once.mjs";

/** Everything that is tried, in order. */
export const PARTS = [kills, twoAtOnce, disks, clocks, truncation, flips, resumes, ...files];
