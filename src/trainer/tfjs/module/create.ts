import type { LayersModel } from "@tensorflow/tfjs-layers";
import { noHeldOutNote, rowsHeldOutNote } from "../../../contract/held-out-notes.ts";
import { checkInteger, describe } from "../../../core/check.ts";
import { InputError, messageOf } from "../../../core/errors.ts";
import { checkKeys } from "../../../core/keys.ts";
import { random } from "../../../core/random.ts";
import { waitingFor } from "../../../core/waiting.ts";
import { batchSizeNotes } from "../../../dataset/batches.ts";
import type { PreparedData } from "../../../dataset/dataset.ts";
import {
  arrayHeldOut,
  arraySource,
  type HostRows,
  requireRows,
  selectRows,
} from "../data/arrays.ts";
import { dividedSource } from "../data/divided.ts";
import { EVALUATION_ROWS, onHost } from "../data/host.ts";
import { readBatch, readRows, type TargetRule } from "../data/model-batches.ts";
import type { StreamDataset } from "../data/stream.ts";
import * as tf from "../lib/core.ts";
import { activationMismatch, outputActivation } from "../models/output.ts";
import { fixedBatch } from "../models/shapes.ts";
import {
  checkSettings,
  PARTS_SETTINGS_KEYS,
  type PartsSettings,
  type ResolvedSettings,
  type SplitSettings,
  type TfjsTrainer,
} from "../options.ts";
import type { Platform } from "../platform.ts";
import { disposeTensors, tensorsWithin } from "../state/capture.ts";
import { takeForTraining } from "../state/in-use.ts";
import { whileSeeded } from "../state/snapshot.ts";
import { assembleTrainer } from "../train/assemble.ts";
import { copyWeights } from "../train/core.ts";
import { divideRows, type HoldOut, resolveHoldOut } from "./hold-out.ts";
import { Made } from "./made.ts";
import {
  type HoldOutParts,
  PARTS_KEYS,
  type PartsContext,
  type PartsData,
  ROWS_DATA_KEYS,
  ROWS_KEYS,
  type RowsLike,
  type TrainerParts,
} from "./parts.ts";
import { interfaceOf, type ModuleData, pickSplit } from "./prepared.ts";
import { checkModel, findLoss, findOptimizer, isStream } from "./resolve.ts";
import type { Reader, Sources } from "./streams.ts";

/** See `trainerFromParts` in `index.ts`. @param where e.g. " of train.mjs", for messages */
export async function createFromParts(
  parts: TrainerParts,
  given: PartsSettings,
  platform: Platform,
  where = "",
): Promise<TfjsTrainer> {
  checkKeys("trainerFromParts", parts, PARTS_KEYS);
  checkKeys("the settings of trainerFromParts", given, PARTS_SETTINGS_KEYS);
  const { batchSize: ownSize, stepsPerEpoch: ownPace } = parts;
  ofModule(where, () => {
    if (ownSize !== undefined) checkInteger("batchSize", ownSize, 1);
    if (ownPace !== undefined) checkInteger("stepsPerEpoch", ownPace, 1);
  });
  const made = new Made();
  try {
    return await createMaking(parts, given, platform, where, made);
  } catch (error) {
    made.free();
    throw error;
  }
}

/** @param made takes what the user's functions make; the trainer frees it when it is closed */
async function createMaking(
  parts: TrainerParts,
  given: PartsSettings,
  platform: Platform,
  where: string,
  made: Made,
): Promise<TfjsTrainer> {
  const settings = checkSettings(
    { ...given, batchSize: given.batchSize ?? parts.batchSize },
    platform.engines.known,
  );
  const { seed } = settings;
  await platform.engines.ensure();
  const { model: exported, data: rows } = parts;
  const [modelName, dataName] = [`\`model\`${where}`, `\`data\`${where}`];
  const make = makerOf(modelName, exported, made);
  const model =
    make === undefined
      ? checkModel(modelName, await ofUser(modelName, () => exported)({ seed }))
      : await make({ seed });
  const data =
    typeof rows === "function"
      ? await made.take(
          () => ofUser(dataName, seeded("data", rows))({ seed }),
          (data) => [...tensorsWithin(data)],
        )
      : await ofUser(dataName, () => rows)({ seed });
  const split = { ...settings, ...pickSplit(given) };
  if (typeof data !== "object" || data === null) {
    throw new InputError(
      "bad-data",
      `${dataName} must be rows, \`{ xs, ys }\`, or a dataset of batches, got ${describe(data)}`,
      { data: { label: dataName } },
    );
  }
  const ready = await readData(
    data,
    parts,
    model,
    given.loss ?? parts.loss,
    split,
    platform,
    where,
  );
  const { loss } = ready;
  const compiled = (model as { optimizer?: unknown }).optimizer;
  const found = ofModule(given.optimizer === undefined ? where : "", () =>
    findOptimizer(
      `\`optimizer\`${where}`,
      given.optimizer ?? parts.optimizer,
      compiled,
      interfaceOf(where),
    ),
  );
  const mismatch = loss.name && activationMismatch(loss.name, outputActivation(model));
  const prepare = async () => ({
    model,
    optimizer: found.optimizer,
    losses: loss.losses,
    lossName: loss.name,
    source: ready.source,
    heldOut: ready.heldOut,
    accumulate: settings.accumulate,
    seed,
    reinitialize:
      make &&
      (async (newSeed: number) => {
        const fresh = await make({ seed: newSeed });
        // A function that gives the same model changes none of its weights.
        if (fresh === model) return;
        copyWeights(model, fresh);
        made.freeModel(fresh);
      }),
    optimizerName: found.name,
    warnings: [...ready.notes, ...(mismatch === undefined ? [] : [mismatch])],
    // Slots come back at the next step on another engine; the optimizer itself stays usable.
    disposeOwned: () => undefined,
  });
  let giveBack: (() => void) | undefined;
  try {
    giveBack = takeForTraining(model, found.optimizer);
    const trainer = await assembleTrainer(prepare, platform, {
      ...settings,
      stepsPerEpoch: parts.stepsPerEpoch,
    });
    const { close } = trainer;
    return {
      ...trainer,
      async close() {
        try {
          await close();
        } finally {
          if (found.ours) disposeTensors(found.optimizer);
          made.free();
        }
      },
    };
  } catch (error) {
    if (found.ours) disposeTensors(found.optimizer);
    throw error;
  } finally {
    giveBack?.();
  }
}

async function readData(
  data: PartsData,
  parts: TrainerParts,
  model: LayersModel,
  lossGiven: unknown,
  settings: ResolvedSettings & SplitSettings,
  { readPrepared }: Platform,
  where: string,
): Promise<ModuleData> {
  if (isPrepared(data)) {
    if (readPrepared !== undefined) {
      return readPrepared(data, parts, model, lossGiven, settings, where);
    }
    throw new InputError(
      "bad-data",
      `\`data\`${where} must be rows, \`{ xs, ys }\`, or a dataset of batches`,
      { data: { option: "data" } },
    );
  }
  const loss = ofModule(lossGiven === parts.loss ? where : "", () =>
    findLoss(`\`loss\`${where}`, lossGiven, model, interfaceOf(where)),
  );
  const rule: TargetRule =
    loss.name === undefined
      ? "free"
      : loss.name === "sparseCategoricalCrossentropy"
        ? "indices"
        : "as-output";
  const reader: Reader = {
    model,
    label: `\`data\`${where}`,
    rows: (label, element) => readRows(label, element, model, rule),
    convert: (label) => async (element) => {
      await onHost(element);
      try {
        return readBatch(label, element, model, rule);
      } finally {
        tf.dispose(element as tf.TensorContainer);
      }
    },
    settings,
    loss: loss.name,
    from: interfaceOf(where),
  };
  const inData: HoldOutParts = isStream(data) ? {} : data;
  if (!isStream(data)) checkKeys(`\`data\`${where}`, data, ROWS_DATA_KEYS);
  const { heldOut, validationSplit, ordered } = settings;
  const isTyped = [heldOut, validationSplit, ordered].some((each) => each !== undefined);
  const holdOut = ofModule(isTyped ? "" : where, () =>
    resolveHoldOut({ parts, data: inData, settings, where }),
  );
  if (!isStream(data)) await onHost(data);
  if (holdOut.kind === "given" && !isStream(holdOut.rows)) await onHost(holdOut.rows);
  const sources =
    holdOut.kind === "given"
      ? await readGiven(reader, data, holdOut)
      : isStream(data)
        ? await (await streams()).divideStream(reader, data, holdOut)
        : divideArrays(reader, data, holdOut);
  return { ...sources, loss };
}

/** What reads datasets: pages load it with the first one. */
const streams = () => import("./streams.ts");

async function readGiven(
  { model, label, rows, convert, settings }: Reader,
  data: RowsLike | StreamDataset,
  given: Extract<HoldOut, { kind: "given" }>,
): Promise<Sources> {
  const { batchSize, seed, maxHeldOutRows } = settings;
  const sourceOf = (read: HostRows) => {
    requireRows(label, read.rows);
    return arraySource(read, { batchSize, seed });
  };
  const source = isStream(data)
    ? await (await streams()).streamSource(label, data, convert(label))
    : sourceOf(rows(label, data));
  const fixed = fixedBatch(model, source.batchSize);
  if (!isStream(given.rows)) checkKeys(given.label, given.rows, ROWS_KEYS);
  const heldOut = isStream(given.rows)
    ? await (await streams()).streamHeldOut(
        given.label,
        given.rows,
        convert(given.label),
        maxHeldOutRows,
      )
    : arrayHeldOut(rows(given.label, given.rows), ...chunks(fixed, batchSize));
  return { source, heldOut, notes: [] };
}

function divideArrays(
  { model, label, rows, settings, loss, from }: Reader,
  data: RowsLike,
  holdOut: Extract<HoldOut, { kind: "share" }>,
): Sources {
  const { batchSize, isBatchSizeGiven, seed, maxHeldOutRows } = settings;
  const all = rows(label, data);
  const cut = (count: number) => (isBatchSizeGiven ? batchSizeNotes(batchSize, count) : []);
  const least = fixedBatch(model, Math.min(batchSize, all.rows)) ?? 1;
  const divided = divideRows(all, holdOut, loss, { seed, maxHeldOut: maxHeldOutRows, least });
  requireRows(label, divided.split?.train.length ?? all.rows);
  if (divided.split === undefined) {
    const source = arraySource(all, { batchSize, seed });
    return {
      source,
      heldOut: undefined,
      notes: [noHeldOutNote(from, divided.cause), ...cut(all.rows)],
    };
  }
  const size = Math.min(batchSize, divided.split.train.length);
  const [chunk, exact] = chunks(fixedBatch(model, size), batchSize);
  const sides = dividedSource(divided.split, seed, ({ train, heldOut }, seed) => ({
    source: arraySource(all, { batchSize: size, seed, rows: train }),
    heldOut: arrayHeldOut(selectRows(all, heldOut), chunk, exact),
  }));
  return {
    ...sides,
    notes: [
      rowsHeldOutNote({ interface: from, ...divided.told }),
      ...cut(divided.split.train.length),
    ],
  };
}

/** Rows at a time, and whether a last partial chunk is left out. */
function chunks(fixed: number | undefined, batchSize: number): [chunk: number, exact: boolean] {
  return [fixed ?? Math.max(EVALUATION_ROWS, batchSize), fixed !== undefined];
}

/** A function of the user's that draws from the same random numbers whenever it gets the same seed. */
function seeded<T>(
  what: string,
  make: (context: PartsContext) => T | Promise<T>,
): (context: PartsContext) => Promise<T> {
  return (context) => whileSeeded(random(context.seed, what), () => make(context));
}

/**
 * Checks of what a module exports: an option that one of them names is an export.
 *
 * @param where e.g. " of train.mjs"; empty where it is no module
 */
function ofModule<T>(where: string, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (where === "" || !(cause instanceof InputError)) throw cause;
    const { option } = cause.data;
    const name = `\`${String(option)}\``;
    const message = cause.message.startsWith(`${name} `)
      ? cause.message.replace(name, `${name}${where}`)
      : cause.message;
    throw new InputError(cause.code, message, {
      data: { ...cause.data, place: `\`module\`${where}` },
      cause,
    });
  }
}

/** @throws InputError for whatever it throws, which says what failed */
function ofUser<T>(
  label: string,
  make: (context: PartsContext) => T | Promise<T>,
): (context: PartsContext) => Promise<T> {
  return async (context) => {
    try {
      return await waitingFor(label, () => make(context));
    } catch (cause) {
      throw new InputError("bad-module", `${label} fails: ${messageOf(cause)}`, {
        data: { label },
        cause,
      });
    }
  };
}

/** Makes a model by the user's function; undefined where the user gives the model itself. */
function makerOf(
  label: string,
  exported: TrainerParts["model"],
  made: Made,
): ((context: PartsContext) => Promise<LayersModel>) | undefined {
  if (typeof exported !== "function") return undefined;
  const call = ofUser(label, seeded("model", exported));
  return (context) => made.takeModel(async () => checkModel(label, await call(context)));
}

function isPrepared(data: PartsData): data is PreparedData {
  return "dataset" in data && "split" in data;
}
