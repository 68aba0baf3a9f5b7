import { access, constants } from "node:fs/promises";
import { totalmem } from "node:os";
import { LrFinderError, messageOf } from "../../core/errors.ts";
import { datasetFromArrays } from "../../dataset/index.ts";
import { availableCores } from "../../files/index.ts";
import { packageVersion } from "../../resources.ts";
import { createTfjsTrainer, ENGINE_NAMES, type EngineName } from "../../trainer/index.ts";
import type { Check } from "./check.ts";
import { checkNative } from "./native.ts";

const MIN_NODE = 20;

/** Engines that can be tried in this process, because they cannot take it with them. */
type ProcessEngine = Exclude<EngineName, "native">;

/** Looks at everything that a run needs. Every engine trains one step of a tiny model. */
export async function runChecks(): Promise<Check[]> {
  const engines: Check[] = [];
  for (const name of ENGINE_NAMES) {
    engines.push(await (name === "native" ? checkNative() : checkEngine(name)));
  }
  return [checkVersion(), checkNode(), machine(), ...engines, await checkFolder()];
}

function checkVersion(): Check {
  const version = packageVersion();
  return { name: "lr-finder", status: "ok", version, detail: version, mend: null };
}

function checkNode(): Check {
  const version = process.versions.node;
  const old = Number.parseInt(version, 10) < MIN_NODE;
  return {
    name: "node",
    status: old ? "broken" : "ok",
    version,
    detail: version,
    mend: old ? `Install Node ${MIN_NODE} or newer.` : null,
  };
}

function machine(): Check {
  const gib = (totalmem() / 2 ** 30).toFixed(1);
  const detail = `${process.platform} ${process.arch}, ${availableCores()} processors, ${gib} GiB of memory`;
  return { name: "machine", status: "ok", version: null, detail, mend: null };
}

async function checkEngine(name: ProcessEngine): Promise<Check> {
  try {
    const trainer = await createTfjsTrainer({
      data: tinyData(),
      model: "mlp:4",
      batchSize: 8,
      engine: name,
    });
    const { engine } = trainer.info;
    const started = performance.now();
    await trainer.step(0.01);
    const ms = (performance.now() - started).toFixed(1);
    await trainer.close();
    return {
      name: `engine ${name}`,
      status: "ok",
      version: engine.version,
      detail: `trained one step of a tiny model in ${ms} ms`,
      mend: null,
    };
  } catch (thrown) {
    const detail = reasonOf(thrown);
    return { name: `engine ${name}`, status: "broken", version: null, detail, mend: MENDS[name] };
  }
}

const MENDS: Record<ProcessEngine, string> = {
  wasm: "Install lr-finder again: @tensorflow/tfjs-backend-wasm is one of its dependencies.",
  cpu: "Install lr-finder again: @tensorflow/tfjs-backend-cpu is one of its dependencies.",
};

function reasonOf(thrown: unknown): string {
  const failures = thrown instanceof LrFinderError ? thrown.data.failures : undefined;
  const first = Array.isArray(failures) ? (failures[0] as { reason?: string }) : undefined;
  return first?.reason ?? messageOf(thrown);
}

function tinyData() {
  const features = Array.from({ length: 16 }, (_, i) => [i % 4, Math.floor(i / 4)]);
  return datasetFromArrays({
    features,
    targets: features.map(([a, b]) => ((a as number) > (b as number) ? "above" : "below")),
    task: "classification",
  });
}

async function checkFolder(): Promise<Check> {
  const name = "write access";
  try {
    await access(".", constants.W_OK);
    return {
      name,
      status: "ok",
      version: null,
      detail: "this folder can hold reports/",
      mend: null,
    };
  } catch {
    return {
      name,
      status: "missing",
      version: null,
      detail: "this folder cannot be written",
      mend: "Change to another folder, or give one with --out.",
    };
  }
}
