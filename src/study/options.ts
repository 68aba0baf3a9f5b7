import { type Check, checkOneOf, checkText, integerIn, rejectOption } from "../core/check.ts";
import { ENGINE_NAMES } from "./engines/index.ts";

/** How often a task is tried again. */
export const DEFAULT_RETRIES = 2;

const checkDevices: Check<readonly string[]> = (option, value) =>
  Array.isArray(value) && value.every((each) => typeof each === "string" && each !== "")
    ? value
    : rejectOption(option, "a list of names of devices", value);

/** What the hooks of `runStudy` must be. */
export const studyChecks = {
  out: checkText,
  engine: (option, value) => checkOneOf(option, value, ENGINE_NAMES),
  workers: integerIn(1, 1024),
  devices: checkDevices,
  retries: integerIn(0, 100),
} as const satisfies Readonly<Record<string, Check<unknown>>>;
