import type { StepUnit } from "../../contract/findings.ts";
import { dates, durations, type Format, numbers } from "../format.ts";

export const format: Format = {
  ...numbers(".", ","),
  duration: durations((hours, minutes, seconds) => {
    if (hours > 0) return `${hours} 小时 ${minutes} 分`;
    return minutes > 0 ? `${minutes} 分 ${seconds} 秒` : `${seconds} 秒`;
  }),
  date: dates((year, month, day, time) => `${year}-${month}-${day} ${time} UTC`),
  list: (items) => items.join("、"),
};

export const { count, list } = format;

/** A count that may have come as a fraction. */
export const whole = (value: number): string => count(Math.round(value));

/** Two significant digits. */
export const short = (value: number): string => format.number(Number(value.toPrecision(2)));

/** The end of a sentence about losses that are too noisy, for a sweep of `heldOutLosses` held-out losses. */
export const heldOutAdvice = (heldOutLosses: number | undefined): string =>
  heldOutLosses === 0 ? "首先请给出留出的行：它们的损失远没有单个批的损失那么多噪声。" : "";

/** Names of columns and the like; empty ones left out. */
export const quoted = (names: readonly string[]): string =>
  list(names.filter((name) => name !== "").map((name) => `“${name}”`));

/** What the steps of a log count. */
export const STEP_UNITS = { step: "步", epoch: "轮" } as const satisfies Readonly<
  Record<StepUnit, string>
>;
