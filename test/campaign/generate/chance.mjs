// Choices of a generator, from a seeded stream.

export const pick = (draw, list) => list[draw.int(list.length)];
export const maybe = (draw, share) => draw.float() < share;

/** Between `least` and `most` things. */
export function several(draw, least, most, make) {
  return Array.from({ length: least + draw.int(most - least + 1) }, (_, i) => make(i));
}

/** Text that somebody should have thought of. */
export const NASTY_TEXTS = [
  "",
  " ",
  "\u0000",
  "\u001b]52;c;cm0g\u0007",
  "\u001b[2J\u001b[31m",
  "\u009b31m",
  "\u202etxt.exe",
  "\ud800",
  "\ufeff",
  "\ufffd",
  "😀",
  "é".normalize("NFD"),
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "length",
  "..",
  "../../../../etc/passwd",
  "/etc/passwd",
  "C:\\con",
  "$" + "{HOME}",
  "$(id)",
  "`id`",
  "=cmd|' /C calc'!A0",
  "<script>alert(1)</script>",
  "%s%n",
  '"',
  "'",
  "\\",
  "\r",
  "\r\n",
  "\n",
  "\t",
  ",",
  ";",
  "#",
  "null",
  "true",
  "lr",
  "loss",
  "x".repeat(5000),
];

/** Numbers as they are written, good and bad. */
export const NASTY_NUMBERS = [
  "0",
  "-0",
  "1",
  "-1",
  "1e-3",
  "0.1",
  "1e308",
  "1e309",
  "-1e309",
  "5e-324",
  "1e-400",
  "NaN",
  "Infinity",
  "-inf",
  "9007199254740993",
  "18446744073709551616",
  "4294967296",
  "2147483648",
  "1_000",
  "0x1F",
  "0b1",
  "010",
  "+1",
  "1.",
  ".5",
  "1e",
  "1,5",
  "١",
  "9".repeat(400),
  `0.${"0".repeat(400)}1`,
];

/** The same as values of JSON. */
export const NASTY_VALUES = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 31),
  "",
  "NaN",
  "1e-3",
  [],
  [[]],
  [null],
  {},
  { __proto__: null, length: 3 },
  { constructor: 1 },
  Array.from({ length: 200 }, (_, i) => i),
];

/** A plausible number of a training; `wild` is the share of bad ones. */
export function number(draw, wild = 0.05) {
  if (maybe(draw, wild)) return pick(draw, NASTY_NUMBERS);
  const value = draw.normal() * 10 ** (draw.int(8) - 5);
  return maybe(draw, 0.3) ? value.toExponential(draw.int(17)) : String(value);
}

/** A word, now and then a bad one. */
export function word(draw, words, wild = 0.04) {
  return maybe(draw, wild) ? pick(draw, NASTY_TEXTS) : pick(draw, words);
}
