import { basename } from "node:path";
import { noHeldOutNote } from "../../../contract/held-out-notes.ts";
import { parse, placed, trainerInfoSchema } from "../../../contract/index.ts";
import { note } from "../../../contract/make-note.ts";
import { checkText } from "../../../core/check.ts";
import { InputError, messageOf } from "../../../core/errors.ts";
import { checkKeys } from "../../../core/keys.ts";
import type { Note } from "../../../core/note.ts";
import { random } from "../../../core/random.ts";
import { waitingFor } from "../../../core/waiting.ts";
import type { Trainer } from "../../types.ts";
import { ensureEngine } from "../engines/backends.ts";
import { NODE } from "../node-platform.ts";
import {
  checkSettings,
  PARTS_SETTINGS_KEYS,
  type PartsSettings,
  type TfjsTrainer,
} from "../options.ts";
import { whileSeeded } from "../state/snapshot.ts";
import { createFromParts } from "./create.ts";
import { type Exports, importFile } from "./import-file.ts";
import { moduleDigests } from "./imports.ts";
import { PARTS_KEYS, type TrainerParts } from "./parts.ts";
import { whileWatched } from "./system-random.ts";

const METHODS = ["step", "snapshot", "restore", "close"] as const;
const PART_NAMES = ["model", "optimizer", "loss", "data"] as const;

/** See `loadTrainerModule` in `index.ts`. */
export async function loadModule(path: string, settings: PartsSettings): Promise<TfjsTrainer> {
  checkText("path", path);
  checkKeys("the settings of loadTrainerModule", settings, PARTS_SETTINGS_KEYS);
  const { seed } = checkSettings(settings);
  // A module may make its model while it is imported, which needs some engine.
  await ensureEngine();
  const { made: trainer, drew } = await whileWatched(async () => {
    const exports = await whileSeeded(random(seed, "module"), () => importFile("module", path));
    for (const each of promisesIn(exports)) each.catch(() => {});
    return trainerOf(path, exports, settings, seed);
  });
  const { identity } = trainer;
  return {
    ...trainer,
    warnings: [...trainer.warnings, ...(drew ? [unseededNote()] : [])],
    identity: async () => ({ files: await moduleDigests(path), ...(await identity?.()) }),
  };
}

/** Promises that a module exports: until each is asked for, one that fails would end the process. */
function promisesIn({ default: whole, ...named }: Exports): Promise<unknown>[] {
  const values = [whole, ...Object.values(named), ...Object.values(isObject(whole) ? whole : {})];
  return values.filter((value) => value instanceof Promise);
}

function unseededNote(): Note {
  return note(
    "unseeded-draws",
    "The module drew random numbers from node:crypto while it made its model or data, which `seed` does not reach: weights or rows may be others at each start, so that the same command gives other numbers, and an interrupted run cannot be resumed. Draw them from Math.random, which is seeded here, or from a generator with a seed.",
  );
}

async function trainerOf(
  path: string,
  exports: Exports,
  settings: PartsSettings,
  seed: number,
): Promise<TfjsTrainer> {
  const where = ` of ${basename(path)}`;
  const whole = exports.trainer ?? exports.default;
  const made: unknown =
    typeof whole === "function"
      ? await callExport(path, whole as Maker, { seed, cell: settings.cell ?? {} })
      : whole;
  if (typeof whole !== "function" && settings.cell !== undefined) {
    throw new InputError(
      "bad-module",
      `\`module\` ${path} exports no function, and so cannot be told ${Object.keys(settings.cell).join(", ")}: export \`trainer\` or a default as a function of { seed, cell }`,
      { data: { option: "module", file: path } },
    );
  }
  if (isTrainerLike(made) || "trainer" in exports) {
    refuseSplit(path, settings);
    return checkTrainer(path, made);
  }
  const { default: _default, __esModule, "module.exports": _commonJs, ...named } = exports;
  const parts: Exports = { ...(isObject(made) ? made : {}), ...named };
  if (!PART_NAMES.some((name) => name in parts)) {
    throw new InputError(
      "bad-module",
      `\`module\` ${path} exports neither a \`trainer\` (object or function) nor \`model\` and ` +
        `\`data\`; it exports ${Object.keys(exports).join(", ") || "nothing"}`,
      { data: { option: "module", file: path, exports: Object.keys(exports) } },
    );
  }
  checkKeys(`\`module\` ${path}`, parts, PARTS_KEYS);
  if (hasParts(parts)) return createFromParts(parts, settings, NODE, where);
  const missing = ["model", "data"].filter((name) => parts[name] === undefined);
  throw new InputError("bad-module", `\`module\` ${path} does not export ${missing.join(", ")}`, {
    data: { option: "module", file: path, missing },
  });
}

/** Whether the parts that must be there are; what they hold is checked where it is used. */
function hasParts(parts: Exports): parts is Exports & TrainerParts {
  return parts.model !== undefined && parts.data !== undefined;
}

interface Context {
  readonly seed: number;
  readonly cell: Readonly<Record<string, number | string>>;
}

type Maker = (context: Context) => unknown;

async function callExport(path: string, make: Maker, context: Context): Promise<unknown> {
  try {
    return await waitingFor(`\`trainer\` of ${basename(path)}`, () =>
      whileSeeded(random(context.seed, "trainer"), () => make(context)),
    );
  } catch (cause) {
    throw new InputError(
      "bad-module",
      `\`module\` ${path}: its trainer function fails: ${messageOf(cause)}`,
      { data: { option: "module", file: path }, cause },
    );
  }
}

/** @throws InputError that lists what a trainer lacks */
function checkTrainer(path: string, value: unknown): TfjsTrainer {
  const trainer = isObject(value) ? value : {};
  const missing: string[] = METHODS.filter((name) => typeof trainer[name] !== "function");
  if (!isObject(trainer.info)) missing.unshift("info");
  if (missing.length > 0) {
    throw new InputError(
      "bad-module",
      `\`module\` ${path}: what it exports as its trainer lacks ${missing.join(", ")}`,
      { data: { option: "module", file: path, export: "trainer", missing } },
    );
  }
  const info = parse(trainerInfoSchema, trainer.info);
  if (!info.ok) {
    const needed = Object.entries(trainerInfoSchema.fields)
      .flatMap(([name, field]) => ("optional" in field ? [] : [name]))
      .join(", ");
    throw new InputError(
      "bad-module",
      `\`module\` ${path}: the info of its trainer (${needed}) cannot be used: ${placed(info)}`,
      { data: { option: "module", file: path, export: "trainer" } },
    );
  }
  return withWarnings(value as Trainer & { warnings?: readonly Note[] });
}

/** @throws InputError for a share of rows that only the trainer itself could hold out */
function refuseSplit(path: string, { heldOut, validationSplit, ordered }: PartsSettings): void {
  const [name] = Object.entries({ heldOut, validationSplit, ordered })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key);
  if (name === undefined) return;
  throw new InputError(
    "bad-option",
    `\`${name}\` cannot be used with \`module\` ${path}, which exports a whole trainer: its own \`evaluate()\` says what is held out`,
    { data: { option: name, file: path } },
  );
}

/** The user's trainer with a list of warnings, called as its own methods. */
function withWarnings(trainer: Trainer & { warnings?: readonly Note[] }): TfjsTrainer {
  const { evaluate, reseed, divideAgain, identity, take } = trainer;
  return {
    info: trainer.info,
    warnings: [
      ...(trainer.warnings ?? []),
      ...(evaluate === undefined ? [noHeldOutNote("trainer", "no-evaluate")] : []),
    ],
    step: (lr) => trainer.step(lr),
    ...(evaluate && { evaluate: () => evaluate.call(trainer) }),
    snapshot: () => trainer.snapshot(),
    restore: () => trainer.restore(),
    ...(reseed && { reseed: (seed) => reseed.call(trainer, seed) }),
    ...(divideAgain && { divideAgain: (seed) => divideAgain.call(trainer, seed) }),
    ...(identity && { identity: () => identity.call(trainer) }),
    ...(take && { take: () => take.call(trainer) }),
    close: () => trainer.close(),
  };
}

function isTrainerLike(value: unknown): boolean {
  return isObject(value) && METHODS.some((name) => typeof value[name] === "function");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
