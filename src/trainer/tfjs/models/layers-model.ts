import { rejectOption } from "../../../core/check.ts";
import type { ModelLike } from "../foreign.ts";
import type { LayersModel } from "../lib/layers.ts";

/** Whether it is a LayersModel, of whatever copy of TensorFlow.js. */
export function isLayersModel(value: unknown): value is LayersModel {
  const model = value as Partial<LayersModel> | null | undefined;
  return (
    typeof model === "object" &&
    model !== null &&
    typeof model.call === "function" &&
    typeof model.calculateLosses === "function" &&
    Array.isArray(model.layers)
  );
}

/** @throws InputError for anything but a LayersModel */
export function requireLayersModel(option: string, value: ModelLike): LayersModel {
  return isLayersModel(value)
    ? value
    : rejectOption(option, "a LayersModel of TensorFlow.js", value);
}

/** A model, and the one within by which a Sequential trains: what has `isTraining`. */
export function fittedBy(model: object): { isTraining?: boolean }[] {
  const { model: within } = model as { readonly model?: object };
  return within === undefined ? [model] : [model, within];
}

/** Whether `fit` trains a model, or a search does. */
export function isTraining(model: object): boolean {
  return fittedBy(model).some((each) => each.isTraining === true);
}
