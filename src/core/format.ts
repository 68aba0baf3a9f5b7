/**
 * A learning rate for people and configs: three significant digits at most, and always a form that
 * YAML 1.1, TOML, JSON and Python all read as a float: a decimal point, and a signed exponent
 * where there is one (PyYAML reads `1e-05` as a string).
 *
 * Worked values: 0.001 -> "0.001", 0.0012345 -> "0.00123", 1e-7 -> "1.0e-7", 32 -> "32.0",
 * 250000 -> "2.5e+5".
 *
 * @param lr a finite number
 * @param digits significant digits, 1 to 17
 */
export function formatLr(lr: number, digits = 3): string {
  const rounded = Number(lr.toPrecision(digits));
  if (rounded === 0) return "0.0";
  const size = Math.abs(rounded);
  if (size >= 1e-4 && size < 1e5) {
    const plain = String(rounded);
    return plain.includes(".") ? plain : `${plain}.0`;
  }
  const [mantissa, exponent] = rounded.toExponential().split("e") as [string, string];
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${exponent}`;
}

/** The LR that a schedule ends at, in a sentence: "0" for 0, not "0.0" as in a config. */
export function formatEndLr(lr: number): string {
  return lr === 0 ? "0" : formatLr(lr);
}

/** The number that {@link formatLr} prints. */
export function roundLr(lr: number, digits = 3): number {
  return Number(lr.toPrecision(digits));
}

/**
 * A loss for people: four significant digits; "NaN", "Infinity" and "-Infinity" as they are.
 *
 * @param digits significant digits, 1 to 17
 */
export function formatLoss(loss: number, digits = 4): string {
  if (!Number.isFinite(loss)) return String(loss);
  const size = Math.abs(loss);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return loss.toExponential(digits - 1);
  return String(Number(loss.toPrecision(digits)));
}

/**
 * Losses that a sentence compares ("fell from … to …"): with as many digits, from four on, as they need
 * to read differently. Worked values: 1.49, 1.81 -> "1.49", "1.81"; 1.00001, 1.00002 -> "1.00001", "1.00002".
 */
export function lossesApart<Losses extends readonly number[]>(
  ...losses: Losses
): { -readonly [Place in keyof Losses]: string } {
  return apart(losses, formatLoss, 4);
}

/** The same for learning rates, from three digits on: 0.01, 0.009999 -> "0.01", "0.009999". */
export function lrsApart<Lrs extends readonly number[]>(
  ...lrs: Lrs
): { -readonly [Place in keyof Lrs]: string } {
  return apart(lrs, formatLr, 3);
}

function apart<Values extends readonly number[]>(
  values: Values,
  format: (value: number, digits: number) => string,
  least: number,
): { -readonly [Place in keyof Values]: string } {
  const different = new Set(values).size;
  for (let digits = least; ; digits++) {
    const written = values.map((value) => format(value, digits));
    if (digits === 17 || new Set(written).size >= different) {
      return written as { -readonly [Place in keyof Values]: string };
    }
  }
}

/** Names in a sentence: `a, b and c`; `last` stands before the last one. */
export function listOf(names: readonly string[], last: "and" | "or"): string {
  const end = names.at(-1) ?? "";
  return names.length < 2 ? end : `${names.slice(0, -1).join(", ")} ${last} ${end}`;
}

/** A count in English, its thousands apart: 12500 -> "12,500"; digits behind the point as they are. */
export function formatCount(value: number): string {
  return withThousands(value, ",");
}

/**
 * A number of at least 0 without an exponent (below 1e21), with a character between its thousands: 12500 -> "12,500",
 * 3e10 -> "30,000,000,000".
 */
export function withThousands(value: number, thousands: string): string {
  const [whole = "", rest] = String(value).split(".");
  const apart = whole.replace(/(\d)(?=(\d{3})+$)/g, `$1${thousands}`);
  return rest === undefined ? apart : `${apart}.${rest}`;
}

/** What a number is multiplied by, in three digits, next to 1 in as many as it takes: 1.45, 0.333, 1e-5, 1.0004. */
export function formatFactor(factor: number): string {
  for (let digits = 3; ; digits++) {
    const rounded = Number(factor.toPrecision(digits));
    if (rounded === 1 && factor !== 1) continue;
    return rounded < 1e-3 || rounded >= 1e6 ? formatFigure(rounded) : String(rounded);
  }
}

/** A number of things, for messages in English: `1 step`, `2,000 steps`, `0.5 epochs`. */
export function counted(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/**
 * A number in a sentence: three significant digits, an exponent only where people write one (1e6, 2.5e-4); whole
 * numbers below a million with all of theirs.
 */
export function formatFigure(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const rounded = Number(value.toPrecision(3));
  const isFar = Math.abs(rounded) >= 1e6 || (rounded !== 0 && Math.abs(rounded) < 1e-3);
  return isFar ? rounded.toExponential().replace("e+", "e") : String(rounded);
}

/** A value of a factor (a batch size, a number of tokens), in four digits: 1024, 0.05, 6.45e10. */
export function formatValue(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  const short = Number(value.toPrecision(4));
  return Math.abs(short) >= 1e-3 && Math.abs(short) < 1e7
    ? String(short)
    : short.toExponential().replace("e+", "e");
}
