export { createSyntheticTrainer, type SyntheticOptions } from "./create-synthetic-trainer.ts";
export { SYNTHETIC_KINDS, type SyntheticKind } from "./landscapes.ts";
