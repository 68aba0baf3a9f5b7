import { formatValue } from "../../core/format.ts";
import { numbers } from "../../words/format.ts";
import type { Range } from "../view/figure-types.ts";

/** A tick of an axis and what is written at it. */
export interface Tick {
  /** On a log axis in powers of ten. */
  readonly at: number;
  readonly text: string;
  /** What stands raised behind the text; empty where nothing does. */
  readonly power: string;
}

/** The ticks of an axis, rising. */
export interface Ticks {
  readonly major: readonly Tick[];
  /** Places of ticks without a label. */
  readonly minor: readonly number[];
}

/** The axis that ticks are wanted for. */
export interface TickedAxis {
  /** Rising and finite; for a log axis in powers of ten. */
  readonly range: Range;
  readonly log: boolean;
  readonly upright: boolean;
  /** Length, above 0. */
  readonly pixels: number;
  /** Most ticks. @default by the length */
  readonly most?: number | undefined;
  /** Values that ticks stand at, above 0 on a log axis, where two or more lie in the range. @default round ones */
  readonly values?: readonly number[] | undefined;
  /** Whether its values are counts. @default false */
  readonly counts?: boolean;
  /** Decimal sign and thousands separator. @default ".," */
  readonly separators?: string;
}

/** CSS pixels of a label's letters: size of the font, and width of a digit of the widest fonts in use. */
export const TICK_FONT = 12;
const DIGIT = 7.7;
/** Between the ends of two labels. */
const GAP = 10;
/** Pixels that the label of a power of ten takes. */
const POWER_ROOM = 40;
/** Values of more zeros than this, before or behind the point, are written with a power of ten. */
const MOST_ZEROS = 3;

/** Width of a tick's label in pixels, in a wide font. */
export function labelWidth({ text, power }: Tick): number {
  return (text.length + 0.7 * power.length) * DIGIT;
}

/**
 * Ticks at round values. Their number follows plotly's rule, one for each 80 pixels of a horizontal
 * and each 40 of an upright axis, between 5 and 10, and is smaller where labels would touch.
 */
export function ticksOf(axis: TickedAxis): Ticks {
  const { range, log, upright, pixels, most, values } = axis;
  const [from, to] = range;
  if (values !== undefined) {
    const there = ticksAt(values, axis);
    if (there.major.length > 1) return there;
  }
  const wanted = most ?? Math.min(9, Math.max(4, pixels / (upright ? 40 : 80))) + 1;
  if (!log) return { major: roundTicks(range, wanted, axis), minor: [] };
  const decades = to - from;
  if (!upright && decades > 0.8) {
    const tens = powers(range, Math.max(1, Math.ceil((POWER_ROOM * decades) / pixels)));
    if (tens.major.length > 1) return tens;
    // Less than two decades: one power of ten, or none, says nothing of the others' places.
    return apart(fewOfEach(range, axis.separators), axis);
  }
  if (decades / wanted > 0.7) return powers(range, Math.ceil(decades / wanted));
  if (upright && decades >= 1) return fewOfEach(range, axis.separators);
  const ends: Range = [10 ** from, 10 ** to];
  const round = roundTicks(ends, wanted, axis, (value) => Math.log10(value));
  const major = round.filter(({ at }) => Number.isFinite(at));
  return upright ? { major, minor: [] } : apart({ major, minor: [] }, axis);
}

/** At given values, as tables write them; those whose labels would touch have none. */
function ticksAt(values: readonly number[], axis: TickedAxis): Ticks {
  const { range, log, separators = ".," } = axis;
  const major = [...new Set(values)]
    .map((value) => ({ at: log ? Math.log10(value) : value, ...writtenValue(value, separators) }))
    .filter(({ at }) => at >= range[0] && at <= range[1])
    .sort((a, b) => a.at - b.at);
  return apart({ major, minor: [] }, axis);
}

function writtenValue(value: number, separators: string): Written {
  const { number, count } = written(separators);
  const [digits = "", power] = formatValue(Math.abs(value)).split("e");
  const isWhole = /^\d+$/.test(digits);
  const text = (value < 0 ? "−" : "") + (isWhole ? count(Number(digits)) : number(Number(digits)));
  return power === undefined ? { text, power: "" } : { text: `${text}×10`, power: minus(power) };
}

/** Without the labels that would touch others: the first and the last stay, ticks without labels remain. */
function apart({ major, minor }: Ticks, { range, upright, pixels }: TickedAxis): Ticks {
  const room = (tick: Tick) => (upright ? TICK_FONT : labelWidth(tick) + GAP);
  const touch = (a: Tick, b: Tick) =>
    (Math.abs(b.at - a.at) / (range[1] - range[0])) * pixels < (room(a) + room(b)) / 2;
  const last = major.at(-1);
  if (last === undefined) return { major, minor };
  const kept: Tick[] = [];
  for (const tick of major) {
    const before = kept.at(-1);
    if (before !== undefined && touch(before, tick)) continue;
    if (tick === last || kept.length === 0 || !touch(tick, last)) kept.push(tick);
  }
  const left = major.filter((tick) => !kept.includes(tick)).map(({ at }) => at);
  return { major: kept, minor: [...minor, ...left].sort((a, b) => a - b) };
}

/** At multiples of 1, 2 or 5 times a power of ten. */
function roundTicks(
  range: Range,
  wanted: number,
  { upright, pixels, counts = false, separators = ".," }: TickedAxis,
  place: (value: number) => number = (value) => value,
): Tick[] {
  const [from, to] = range;
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  let step = roundUp(span / wanted);
  for (;;) {
    const write = counts ? wholeNumbers(separators) : numbersOf(range, step, separators);
    const [first, last] = [Math.ceil(from / step - 1e-6), Math.floor(to / step + 1e-6)];
    const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
      // Adding zero turns -0 into 0.
      const value = (first + i) * step + 0;
      return { at: place(value), ...write(value) };
    }).filter(({ text }) => text !== "");
    const widest = ticks.reduce((width, tick) => Math.max(width, labelWidth(tick)), 0);
    const between = (pixels * step) / span;
    if (upright || ticks.length < 3 || widest + GAP <= between) return ticks;
    step = roundUp(step * 1.01);
  }
}

/** The next of 1, 2, 5, 10 times a power of ten. */
function roundUp(value: number): number {
  const power = Math.floor(Math.log10(value));
  const unit = 10 ** power;
  const factor = [1, 2, 5].find((each) => each * unit >= value * (1 - 1e-9)) ?? 10;
  // Division by a whole number keeps the steps exact where they are decimals.
  return power < 0 ? factor / 10 ** -power : factor * unit;
}

/** At powers of ten, every `step` of them labelled; minor ones in between. */
function powers([from, to]: Range, step: number): Ticks {
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const major = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const at = (first + i) * step + 0;
    return { at, ...powerOfTen(at) };
  });
  const minor: number[] = [];
  for (let decade = Math.floor(from); decade <= to; decade++) {
    for (let digit = 1; digit < (step === 1 ? 10 : 2); digit++) {
      const at = decade + Math.log10(digit);
      const isMajor = digit === 1 && Math.abs(decade / step - Math.round(decade / step)) < 1e-9;
      if (!isMajor && at >= from && at <= to) minor.push(at);
    }
  }
  return { major, minor };
}

/**
 * At 1, 2 and 5 of every power of ten; minor ones at the other digits. Of values with many zeros only
 * the powers have labels, unless that is fewer than two.
 */
function fewOfEach([from, to]: Range, separators = ".,"): Ticks {
  const { number } = written(separators);
  const write = (digit: number, decade: number): Written => {
    if (Math.abs(decade) <= MOST_ZEROS) {
      return { text: number(Number(`${digit}e${decade}`)), power: "" };
    }
    return digit === 1 ? powerOfTen(decade) : { text: `${digit}×10`, power: minus(String(decade)) };
  };
  const all: { digit: number; decade: number; at: number }[] = [];
  for (let decade = Math.floor(from); decade <= to; decade++) {
    for (let digit = 1; digit < 10; digit++) {
      const at = decade + Math.log10(digit);
      if (at >= from && at <= to) all.push({ digit, decade, at });
    }
  }
  const few = all.filter(({ digit }) => digit === 1 || digit === 2 || digit === 5);
  const short = few.filter(({ digit, decade }) => digit === 1 || Math.abs(decade) <= MOST_ZEROS);
  const labelled = short.length > 1 ? short : few;
  return {
    major: labelled.map(({ digit, decade, at }) => ({ at, ...write(digit, decade) })),
    minor: all.filter((each) => !labelled.includes(each)).map(({ at }) => at),
  };
}

type Written = Omit<Tick, "at">;

function powerOfTen(power: number): Written {
  if (power === 0 || power === 1) return { text: String(10 ** power), power: "" };
  return { text: "10", power: minus(String(power)) };
}

/** Whole numbers with thousands separated; nothing for any other. */
function wholeNumbers(separators: string): (value: number) => Written {
  const { count } = written(separators);
  return (value) => {
    if (!Number.isInteger(value)) return { text: "", power: "" };
    return { text: (value < 0 ? "−" : "") + count(Math.abs(value)), power: "" };
  };
}

/** Writes the values of one axis, all with the same power of ten or all without. */
function numbersOf(
  [from, to]: Range,
  step: number,
  separators: string,
): (value: number) => Written {
  const { number } = written(separators);
  const largest = Math.floor(Math.log10(Math.max(Math.abs(from), Math.abs(to))) + 0.01);
  const power = Math.abs(largest) > MOST_ZEROS ? largest : 0;
  const digits = Math.min(20, Math.max(0, power - Math.floor(Math.log10(step) + 0.01)));
  return (value) => {
    if (value === 0) return { text: "0", power: "" };
    const scaled = Number((value / 10 ** power).toFixed(digits));
    return power === 0
      ? { text: minus(number(scaled)), power: "" }
      : { text: `${minus(number(scaled))}×10`, power: minus(String(power)) };
  };
}

function written(separators: string) {
  return numbers(separators.charAt(0), separators.charAt(1));
}

/** With a real minus sign. */
function minus(text: string): string {
  return text.replace("-", "−");
}
