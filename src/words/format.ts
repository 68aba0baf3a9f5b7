import { formatLoss, formatLr, withThousands } from "../core/format.ts";
import { clean } from "./text.ts";

/**
 * How a language writes numbers, times, dates and lists. Learning rates are the same in every language,
 * as a config takes them.
 */
export interface Format extends Numbers {
  /** A length of time in seconds, at least 0. */
  duration(seconds: number): string;
  /** A point of time, given as ISO 8601 in UTC; anything else is shown as it came. */
  date(iso: string): string;
  /** Several things in a sentence. */
  list(items: readonly string[]): string;
}

export interface Numbers {
  /** Stands where there is no value. */
  readonly none: string;
  /** Decimal sign and thousands separator, one character each. */
  readonly separators: string;
  /** A whole number of at least 0, thousands separated: 12500 -> "12,500". */
  count(value: number): string;
  /** A number with all its digits, thousands not separated. */
  number(value: number): string;
  /** A learning rate as a config takes it; `none` where there is none. */
  lr(value: number | null | undefined): string;
  /** A loss, or a difference or slope of losses, in four digits; `none` where there is none. */
  loss(value: number | null | undefined): string;
}

/** Numbers with the signs of a language. */
export function numbers(decimal: string, thousands: string, none = "–"): Numbers {
  const number = (value: number) => String(value).replace(".", decimal);
  return {
    none,
    separators: decimal + thousands,
    count: (value) => withThousands(value, thousands),
    number,
    lr: (value) => (value === null || value === undefined ? none : formatLr(value)),
    // A real minus sign, so that columns line up.
    loss: (value) =>
      value === null || value === undefined
        ? none
        : formatLoss(value).replace(/^-/, "−").replace(".", decimal),
  };
}

/**
 * Writes lengths of time.
 *
 * @param write gets hours and minutes, 0 where they are not needed, and seconds of two or three digits
 */
export function durations(
  write: (hours: number, minutes: number, seconds: number) => string,
): Format["duration"] {
  return (seconds) => {
    if (!(seconds >= 60)) return write(0, 0, Number(seconds.toPrecision(seconds < 1 ? 2 : 3)));
    const whole = Math.round(seconds);
    if (whole < 3600) return write(0, Math.floor(whole / 60), whole % 60);
    const minutes = Math.round(whole / 60);
    return write(Math.floor(minutes / 60), minutes % 60, 0);
  };
}

/**
 * Writes points of time without their seconds.
 *
 * @param write gets year, month and day in digits ("2026", "03", "09"), and the time ("13:05")
 */
export function dates(
  write: (year: string, month: string, day: string, time: string) => string,
): Format["date"] {
  return (iso) => {
    const [, year, month, day, time] =
      /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(iso) ?? [];
    if (!year || !month || !day || !time) return clean(iso, 40);
    return write(year, month, day, time);
  };
}
