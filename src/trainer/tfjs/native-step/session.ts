import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpOutput } from "../native-kernels/kernel.ts";
import type { StepPlan } from "./plan.ts";
import type { RecordableBackend } from "./record.ts";
import { savedModel, TAG } from "./saved-model.ts";

/** A graph in libtensorflow, to be run with one call. */
export interface StepSession {
  /**
   * @param inputs ids of the tensors of `plan.feeds`, which stay the caller's
   * @returns the loss, then the tensors of `plan.changes`; they are the caller's
   */
  run(inputs: readonly number[]): readonly OpOutput[];
  close(): void;
}

/**
 * Hands a graph to libtensorflow. The binding takes it from a folder only, which is gone when this
 * returns.
 *
 * @throws Error when the folder cannot be written or libtensorflow does not take the graph
 */
export function openSession({ binding }: RecordableBackend, plan: StepPlan): StepSession {
  const folder = mkdtempSync(join(tmpdir(), "lr-finder-step-"));
  let session: number;
  try {
    writeFileSync(join(folder, "saved_model.pb"), savedModel(plan.nodes, binding));
    session = binding.loadSavedModel(folder, TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const inputNames = plan.feeds.map(({ name }) => name).join();
  const outputNames = [plan.loss, ...plan.changes.map(({ name }) => name)].join();
  return {
    run: (inputs) => binding.runSavedModel(session, inputs, inputNames, outputNames),
    close: () => binding.deleteSavedModel(session),
  };
}
