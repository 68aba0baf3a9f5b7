import type { Optimizer, Tensor } from "@tensorflow/tfjs-core";

/** What `applyGradients` takes: a list or a map from variable names. */
export type Gradients = Parameters<Optimizer["applyGradients"]>[0];

/** Gradients in their order, whichever form they came in; a variable may have none. */
export function namedGradients(
  gradients: Gradients,
): { readonly name: string; readonly tensor: Tensor | undefined }[] {
  return Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
}
