import type { Trial } from "../../sweep/trial-types.ts";

/** The first run on each division of the rows. */
export function divisionsOf(trials: readonly Trial[]): Trial[] {
  return trials.filter(
    (trial, at) => trials.findIndex((each) => divisionOf(each) === divisionOf(trial)) === at,
  );
}

/** Which division of the rows a whole run was trained on: 0 for the first. */
export function divisionOf({ purpose }: Pick<Trial, "purpose">): number {
  return purpose?.kind === "whole-run" && purpose.divided ? (purpose.order ?? 0) : 0;
}
