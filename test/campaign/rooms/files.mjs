// Makes one file after the other, hands it to what reads such files, and sees how that ends.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { random } from "../../../dist/core/random.js";
import { datasetFromArrays, loadData } from "../../../dist/dataset/index.js";
import { createTfjsTrainer } from "../../../dist/trainer/index.js";
import { maybe } from "../generate/chance.mjs";
import { CONFIG_EXTREMES, config } from "../generate/configs.mjs";
import { ABSURD, images } from "../generate/images.mjs";
import {
  ENDLESS_FRAMES,
  eventFile,
  jsonLog,
  LENIENT_EXTREMES,
  textLog,
} from "../generate/logs.mjs";
import { model } from "../generate/models.mjs";
import { EXTREMES, mutate } from "../generate/mutate.mjs";
import { table } from "../generate/tables.mjs";
import { tryCommand } from "./command-line.mjs";
import { editConfig } from "./edit-config.mjs";

let folder;

export function prepare(setup) {
  folder = join(setup.folder, `files-${process.hrtime.bigint()}`);
  mkdirSync(folder);
}

function write(name, bytes) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const log = (generate, name, extremes = []) => ({
  extremes,
  async attempt(draw, extreme) {
    const path = write(name, extreme ?? mutate(draw, generate(draw, mutate)));
    const command = maybe(draw, 0.7) ? "analyze" : "diagnose";
    return tryCommand([command, path, "--json"], [0, 2, 3, 4]);
  },
});

const asConfig = (format) => ({
  extremes: CONFIG_EXTREMES[format],
  async attempt(draw, extreme) {
    const { name, text } = config(draw, format);
    return editConfig(write(name, extreme ?? mutate(draw, Buffer.from(text))), draw);
  },
});

const ROWS = datasetFromArrays({
  features: Array.from({ length: 12 }, (_, i) => [i, 1, -i, 0.5]),
  targets: Array.from({ length: 12 }, (_, i) => (i % 2 ? "a" : "b")),
});

/** What every kind of file is made by and read by; an extreme takes the place of the file. */
const KINDS = {
  csv: {
    extremes: [],
    async attempt(draw, extreme) {
      const { text, options } = table(draw);
      await loadData(write("t.csv", extreme ?? mutate(draw, Buffer.from(text))), options);
    },
  },
  idx: {
    extremes: ABSURD,
    async attempt(draw, extreme) {
      const made = images(draw);
      const damaged = maybe(draw, 0.6) ? "images" : "labels";
      made[damaged] = extreme ?? mutate(draw, made[damaged]);
      write("d-labels-idx1-ubyte", made.labels);
      await loadData(write("d-images-idx3-ubyte", made.images));
    },
  },
  events: log(eventFile, "events.out.tfevents.1.host", ENDLESS_FRAMES),
  "json-logs": log(jsonLog, "log.json", LENIENT_EXTREMES),
  "text-logs": log(textLog, "log.txt"),
  models: {
    extremes: [],
    async attempt(draw, extreme) {
      const { json, shards } = model(draw);
      const damaged = draw.int(3);
      rmSync(join(folder, "w.bin"), { force: true, recursive: true });
      for (const [name, bytes] of Object.entries(shards)) {
        if (!maybe(draw, 0.03)) write(name, damaged === 0 ? mutate(draw, bytes) : bytes);
      }
      const path = write("model.json", extreme ?? (damaged === 1 ? mutate(draw, json) : json));
      const trainer = await createTfjsTrainer({ data: ROWS, model: path, engine: "cpu", seed: 1 });
      try {
        await trainer.step(1e-3);
      } finally {
        await trainer.close();
      }
    },
  },
  yaml: asConfig("yaml"),
  toml: asConfig("toml"),
  json: asConfig("json"),
  json5: asConfig("json5"),
  ini: asConfig("ini"),
  env: asConfig("env"),
};

/** The first cases of a kind are its extremes, one each; one in 200 of the others is one again. */
export async function attempt({ kind, seed, id }) {
  const { extremes, attempt: attemptOne } = KINDS[kind];
  const all = [...extremes, ...EXTREMES];
  const draw = random(seed, `files ${kind} ${id}`);
  const extreme = id < all.length ? all[id] : maybe(draw, 0.005) ? all[draw.int(all.length)] : null;
  const bytes = typeof extreme === "function" ? extreme() : extreme;
  return attemptOne(draw, bytes === null ? undefined : Buffer.from(bytes));
}
