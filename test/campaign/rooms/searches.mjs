// One search after the other in one thread, and what is left in memory after each.

import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { memory } from "@tensorflow/tfjs-core";
import { loadData } from "../../../dist/dataset/index.js";
import { findLearningRate } from "../../../dist/search/index.js";
import { createTfjsTrainer } from "../../../dist/trainer/index.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const data = await loadData(
  fileURLToPath(new URL("../../../datasets/blobs.csv", import.meta.url)),
  {
    target: "kind",
  },
);

export async function attempt({ seed, engine }) {
  const trainer = await createTfjsTrainer({ data, engine, seed });
  try {
    await findLearningRate(trainer, {
      budget: "quick",
      sweep: { steps: 20, seed },
      horizon: { epochs: 5 },
    });
  } finally {
    await trainer.close();
  }
  collect();
  collect();
  return {
    tensors: memory().numTensors,
    heap: process.memoryUsage().heapUsed,
    rss: process.memoryUsage.rss(),
  };
}
