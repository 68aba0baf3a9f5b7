import type { serialization } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import * as tf from "../lib/core.ts";
import { LOSSES, type LossFunction } from "../losses/losses.ts";
import { isOurs } from "../optimizers/create.ts";

/** Layers that do the same ops at every step: no randomness, no state outside the model's weights. */
const LAYERS = new Set(
  "InputLayer Dense Conv1D Conv2D Conv2DTranspose Conv3D SeparableConv2D DepthwiseConv2D Embedding BatchNormalization LayerNormalization Flatten Reshape Permute RepeatVector Activation ReLU LeakyReLU PReLU ELU ThresholdedReLU Softmax Add Multiply Average Maximum Minimum Concatenate Dot ZeroPadding2D Cropping2D UpSampling2D MaxPooling1D AveragePooling1D MaxPooling2D AveragePooling2D GlobalAveragePooling1D GlobalMaxPooling1D GlobalAveragePooling2D GlobalMaxPooling2D".split(
    " ",
  ),
);
const MODELS = new Set(["Model", "Functional", "Sequential"]);

/**
 * Whether a step of this training can only be the same ops every time: layers, losses and optimizer
 * are those of TensorFlow.js or ours, not a user's own code, and none of them draws random numbers or
 * keeps a state that is not listed by `trainingState`.
 */
export function isRepeatable(
  model: LayersModel,
  optimizer: tf.Optimizer,
  losses: readonly LossFunction[],
): boolean {
  const known: readonly LossFunction[] = Object.values(LOSSES);
  return isOurs(optimizer) && losses.every((loss) => known.includes(loss)) && isKnownModel(model);
}

function isKnownModel(model: LayersModel): boolean {
  return isRegistered(model, MODELS) && model.layers.every(isKnownLayer);
}

function isKnownLayer(layer: LayersModel["layers"][number]): boolean {
  const name = layer.getClassName();
  if (MODELS.has(name)) return isKnownModel(layer as LayersModel);
  // Penalties, constraints and activations: a user's own may do anything. Initializers have done it.
  const parts = Object.entries(layer).flatMap(([key, part]) =>
    part instanceof tf.serialization.Serializable && !key.endsWith("Initializer") ? [part] : [],
  );
  return isRegistered(layer, LAYERS) && parts.every((part) => isRegistered(part));
}

/** Whether it is of the very class that TensorFlow.js has under its name, and among `names`. */
function isRegistered(thing: serialization.Serializable, names?: ReadonlySet<string>): boolean {
  const name = thing.getClassName();
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return classNameMap[name]?.[0] === thing.constructor && (names === undefined || names.has(name));
}
