import { dates, durations, type Format, numbers } from "../format.ts";

export const format: Format = {
  ...numbers(".", ","),
  duration: durations((hours, minutes, seconds) => {
    if (hours > 0) return `${hours} h ${minutes} min`;
    return minutes > 0 ? `${minutes} min ${seconds} s` : `${seconds} s`;
  }),
  date: dates((year, month, day, time) => `${year}-${month}-${day} ${time} UTC`),
  list: (items) =>
    items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`,
};

export const { count, list } = format;

/** "1 step", "2 steps". */
export function countOf(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}
