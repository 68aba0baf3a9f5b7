import { note } from "../contract/make-note.ts";
import { checkInteger, checkObject, checkPositive, rejectOption } from "../core/check.ts";
import { counted } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { PlanOptions } from "./options.ts";

/** Epochs that a run is drawn with whose length nobody gave. */
export const ASSUMED_EPOCHS = 20;

/** How many optimizer steps the run has, and whether somebody said so. */
export interface Horizon {
  readonly totalSteps: number;
  /** Nobody said: the end is open. */
  readonly open: boolean;
  /** Why; for an open end it depends on whether a run of that schedule can be made longer. */
  readonly reason: (isExtendable: boolean) => Note;
}

/**
 * The run's length: `totalSteps`, or `epochs * stepsPerEpoch` rounded (at least 1). With neither the
 * end is open, and 20 epochs stand in for it.
 *
 * @throws InputError when both are given and do not agree, or when the steps cannot be counted (2^53 and more)
 */
export function decideHorizon(
  options: Pick<PlanOptions, "totalSteps" | "epochs">,
  stepsPerEpoch: number,
): Horizon {
  checkObject("options", options);
  const { totalSteps, epochs } = options;
  if (epochs !== undefined) {
    const fromEpochs = stepsOf(checkPositive("epochs", epochs), stepsPerEpoch);
    if (!Number.isSafeInteger(fromEpochs)) {
      const most = Number.MAX_SAFE_INTEGER / stepsPerEpoch;
      const expected = `at most ${most < 10 ? most.toFixed(3) : Math.floor(most)} where an epoch has ${stepsPerEpoch} steps ("stepsPerEpoch"), so that the steps can be counted`;
      return rejectOption("epochs", expected, epochs);
    }
    if (totalSteps !== undefined && checkInteger("totalSteps", totalSteps, 1) !== fromEpochs) {
      const expected = `${fromEpochs}, as \`epochs\` ${epochs} x ${stepsPerEpoch} steps says, or one of the two left out`;
      return rejectOption("totalSteps", expected, totalSteps);
    }
    return {
      totalSteps: fromEpochs,
      open: false,
      reason: () =>
        note(
          "horizon-epochs",
          `The run is ${counted(fromEpochs, "step")} long: ${counted(epochs, "epoch")} of ${counted(stepsPerEpoch, "step")}, as given.`,
          { totalSteps: fromEpochs, epochs, stepsPerEpoch },
        ),
    };
  }
  if (totalSteps !== undefined) {
    const given = checkInteger("totalSteps", totalSteps, 1);
    // Where nobody knows how long an epoch is, the run counts as one.
    const inEpochs =
      given === stepsPerEpoch
        ? ""
        : `: ${counted(Number((given / stepsPerEpoch).toFixed(2)), "epoch")} of ${counted(stepsPerEpoch, "step")}`;
    return {
      totalSteps: given,
      open: false,
      reason: () =>
        note("horizon-steps", `The run is ${counted(given, "step")} long, as given${inEpochs}.`, {
          totalSteps: given,
          epochs: given / stepsPerEpoch,
          stepsPerEpoch,
        }),
    };
  }
  const assumed = stepsOf(ASSUMED_EPOCHS, stepsPerEpoch);
  if (!Number.isSafeInteger(assumed)) {
    const most = Math.floor(Number.MAX_SAFE_INTEGER / ASSUMED_EPOCHS);
    const expected = `at most ${most} where neither \`totalSteps\` nor \`epochs\` is given`;
    return rejectOption("stepsPerEpoch", expected, stepsPerEpoch);
  }
  const length = `${ASSUMED_EPOCHS} epochs of ${counted(stepsPerEpoch, "step")}, ${counted(assumed, "step")}`;
  const data = { totalSteps: assumed, epochs: ASSUMED_EPOCHS, stepsPerEpoch };
  return {
    totalSteps: assumed,
    open: true,
    reason: (isExtendable) =>
      isExtendable
        ? note(
            "horizon-open",
            `The end of the run is open: its length was not given. The numbers are those of ${length}; train for as long as the held-out loss falls, and begin the decay when a fifth of the whole run is left.`,
            data,
          )
        : note(
            "horizon-assumed",
            `The length of the run was not given: ${length}, are assumed. Give the steps or epochs that you will really train, because the schedule must end when the training does.`,
            data,
          ),
  };
}

function stepsOf(epochs: number, stepsPerEpoch: number): number {
  return Math.max(1, Math.round(epochs * stepsPerEpoch));
}
