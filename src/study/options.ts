import { type Check, checkOneOf, checkText, integerIn, rejectOption } from "../core/check.ts";
import { ENGINE_NAMES } from "./engines/index.ts";

/** How often a task is tried again. */
export const DEFAULT_RETRIES = 2;

const checkDevices: Check<readonly string[]> = (option, value) =>
  Array.isArray(value) && value.every((each) => typeof each === "string" && each !== "")
    ? value
    : rejectOption(option, "a list of names of devices", value);

const checkFlag: Check<boolean> = (option, value) =>
  typeof value === "boolean" ? value : rejectOption(option, "true or false", value);

/** What the hooks of `runStudy` must be. */
export const studyChecks = {
  out: checkText,
  engine: (option, value) => checkOneOf(option, value, ENGINE_NAMES),
  workers: integerIn(1, 1024),
  devices: checkDevices,
  retries: integerIn(0, 100),
  queue: checkText,
  sbatch: checkText,
  tasksPerJob: integerIn(1, 100_000),
  cancel: checkFlag,
} as const satisfies Readonly<Record<string, Check<unknown>>>;
