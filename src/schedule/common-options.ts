// Options that mean the same in every schedule that has them: each by itself, so that bundlers see which
// of them nobody wants.
import { optional, required } from "./define.ts";

export const peakLr = required("lr", "highest LR, above 0");
export const totalSteps = required("integer", "optimizer steps of the whole run, at least 1");
export const floorLr = optional("lr", "lowest LR at the end, from 0 to the peak", { value: 0 });
export const lowerBound = optional("lr", "the LR never goes below it, from 0 to the peak", {
  value: 0,
});
export const warmupSteps = optional("integer", "steps of linear warmup before the peak", {
  value: 0,
});
export const warmupStartLr = optional(
  "lr",
  "LR of step 0 when there is warmup, from 0 to the peak",
  {
    text: "peakLr / warmupSteps",
  },
);
export const staircase = optional("boolean", "decay in jumps, once every decaySteps", {
  value: false,
});
export const unit = required("choice", "what the step numbers count: optimizer steps or epochs", [
  "step",
  "epoch",
]);
export const stepsPerEpoch = optional(
  "integer",
  "optimizer steps of one epoch; with unit epoch only",
  {
    text: "none: needed with unit epoch",
  },
);
