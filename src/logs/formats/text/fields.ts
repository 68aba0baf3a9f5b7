import { lossName, roleRank, wordsOf } from "../../column-roles.ts";

/** A number in a line of a log, with its name. */
export interface LineField {
  readonly name: string;
  readonly value: number;
  /** Where the number stands in the line; null for one that was reckoned, from others or by its groups of digits. */
  readonly at: readonly [number, number] | null;
  /** Whether it is written with a decimal comma. */
  readonly hasComma: boolean;
}

const PLAIN = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?`;
const GROUPED = String.raw`\d{1,3}(?:,\d{3})+(?![\d.]|,\d)`;
const NUMBER = String.raw`[-+]?(?:${GROUPED}|\d+,\d+(?![\d.]|,\d)|${PLAIN}|nan|inf(?:inity)?)`;
const WORD = String.raw`[A-Za-z_][\w@./-]*`;
/**
 * A name of up to three words, quoted or not, a colon, an equals sign, blanks, `is` or a bracket, and a
 * number that is no percentage, no time of day and has no unit: `loss=0.5`, `Train loss: 0.5`, `iter 20`,
 * `'lr': [1e-3`, `Epoch[3]`, `loss so far is 0.5`.
 */
const PAIR = new RegExp(
  String.raw`(?<![\w./])(["']?)(${WORD}(?: ${WORD}){0,2})\1(\s*[:=]\s*|[ \t]+(?:(?:so far )?(?:is|was) +)?|(?=\[))(?:["'[(]\s*)?(${NUMBER})(?![\w%]|[.:]\d)`,
  "gi",
);
/** Epoch, and which of how many batches: `[1][ 50/500]` of OpenMMLab, `[0]  [ 100/5004]` of torchvision. */
const PLACE = /\[\s*(\d+)\s*\]\s*\[\s*(\d+)\s*\/\s*(\d+)\s*\]/;
/** Levels and the like, which stand before names. */
const LEVELS = new Set("info debug warning warn error notice trace log root".split(" "));
/** Before `step` or `epoch`: the number is not that of one. */
const NOT_A_COUNT = new Set(
  "per time each every of last best total max num number until after warmup save eval".split(" "),
);
/** A file of a program, before the number of a line. */
const PROGRAM = /\.(?:py|pyx|[jt]sx?|c|cc|cpp|cu|h|hpp|rs|go|java|sh)$/i;
/** What may have its number behind a blank. */
const BARE = new Set("loss epoch ep iter iteration step batch lr rate nll xent".split(" "));
/** A line of a box of names and values, as loggers of reinforcement learning draw it. */
const BOXED = new RegExp(
  String.raw`^\s*\|\s*(${WORD}(?: ${WORD}){0,2})\s*\|\s*(${NUMBER})\s*\|\s*$`,
  "i",
);
const CONTEXT =
  /(?<![\w./\\-])(train|training|val|valid|validation|eval|evaluation|test|dev)(?![\w./\\-])/gi;
const SECTION =
  /(?<![\w./\\-])(train(?:ing)?|val(?:id(?:ation)?)?|eval(?:uation)?|test(?:ing)?)\s+(?:epoch|phase)(?![\w])/i;
const ESCAPE = "\u001b";
const COLOURS = new RegExp(String.raw`${ESCAPE}\[[\d;]*m`, "g");

/** A line without the codes that colour it. */
export function withoutColours(line: string): string {
  return line.includes(ESCAPE) ? line.replace(COLOURS, "") : line;
}

/**
 * The numbers of a line that have names, the first one of each.
 *
 * @param firstEpoch of the log, from which steps are counted where a line says epoch and batch
 */
export function fieldsOf(line: string, firstEpoch: number | null = null): LineField[] {
  const boxed = boxedOf(line);
  if (boxed !== null) return [boxed];
  const fields = new Map<string, LineField>();
  for (const match of line.matchAll(PAIR)) {
    const [whole, , phrase = "", between = "", number = ""] = match;
    const name = nameOf(phrase, between);
    if (name === null) continue;
    const end = match.index + whole.length;
    const full = inContext(name, line.slice(0, match.index));
    if (fields.has(full)) continue;
    const isGrouped = number.includes(",") && (isCountName(full) || /,.*,/.test(number));
    const hasComma = number.includes(",") && !isGrouped;
    fields.set(full, {
      name: full,
      value: numberOf(isGrouped ? number.replaceAll(",", "") : number),
      at: isGrouped ? null : [end - number.length, end],
      hasComma,
    });
  }
  for (const field of placeOf(line, firstEpoch, [...fields.keys()])) fields.set(field.name, field);
  return [...fields.values()];
}

function boxedOf(line: string): LineField | null {
  const match = line.includes("|") ? BOXED.exec(line) : null;
  if (match === null) return null;
  const [, name = "", number = ""] = match;
  const from = line.lastIndexOf(number);
  const at = [from, from + number.length] as const;
  return { name, value: numberOf(number), at, hasComma: number.includes(",") };
}

/** What a line says the next ones are about (`Eval epoch: 4`); null for one that says nothing of it. */
export function sectionOf(line: string): string | null {
  return SECTION.exec(line)?.[1] ?? null;
}

/** Whether losses below such a heading are held-out ones. */
export function isHeldOutSection(section: string): boolean {
  return !/^train/i.test(section);
}

/** Whether a line tells a loss. */
export function hasLoss(line: string): boolean {
  return (
    /loss|nll|objective|xent|entropy/i.test(line) &&
    fieldsOf(line).some(({ name }) => lossName(name) !== null)
  );
}

function numberOf(text: string): number {
  const lower = text.toLowerCase();
  if (lower.endsWith("nan")) return Number.NaN;
  if (lower.includes("inf")) {
    return lower.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return Number(text.replace(",", "."));
}

/** The name that the words before a number make; null for what is none. */
function nameOf(phrase: string, between: string): string | null {
  // `loss is 0.5`, of which the pattern takes two words for a name.
  const all = phrase.replace(/ (?:is|was)$/i, "").split(" ");
  const words = between.startsWith("=")
    ? all.slice(-1)
    : all.filter((word) => !LEVELS.has(word.toLowerCase()));
  const last = words.at(-1);
  if (last === undefined || PROGRAM.test(last)) return null;
  const isBare =
    wordsOf(last).some((word) => word === "loss") || BARE.has(wordsOf(last).at(-1) ?? "");
  if (!/[:=]|is|was/.test(between) && !isBare) return null;
  if (!isCountName(last)) return words.join(" ");
  const isOther = words.slice(0, -1).some((word) => NOT_A_COUNT.has(word.toLowerCase()));
  return isOther ? words.join(" ") : last;
}

function isCountName(name: string): boolean {
  return roleRank("step", name) !== null || roleRank("epoch", name) !== null;
}

/** A loss in a line about held-out rows (`Test set: Average loss`, `Epoch(val) … loss`) is one of these. */
function inContext(name: string, before: string): string {
  if (lossName(name) === null || lossName(name)?.isHeldOut || /train/i.test(name)) return name;
  const context = [...before.matchAll(CONTEXT)].at(-1)?.[1];
  return context === undefined || /^train/i.test(context) ? name : `${context} ${name}`;
}

/** The epoch of a line that says epoch, batch and batches; null for any other. */
export function epochOfPlace(line: string): number | null {
  const epoch = line.includes("[") ? PLACE.exec(line)?.[1] : undefined;
  return epoch === undefined ? null : Number(epoch);
}

function placeOf(line: string, firstEpoch: number | null, names: readonly string[]): LineField[] {
  const place = PLACE.exec(line);
  if (place === null) return [];
  const [epoch = 0, batch = 0, batches = 0] = place.slice(1).map(Number);
  const found: LineField[] = [];
  const has = (role: "step" | "epoch") => names.some((name) => roleRank(role, name) !== null);
  const reckoned = (name: string, value: number): LineField => ({
    name,
    value,
    at: null,
    hasComma: false,
  });
  if (!has("epoch")) found.push(reckoned("epoch", epoch));
  if (!has("step")) found.push(reckoned("step", (epoch - (firstEpoch ?? epoch)) * batches + batch));
  return found;
}
