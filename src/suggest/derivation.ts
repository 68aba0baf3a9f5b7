import type { NoteData } from "../contract/make-note.ts";
import { note } from "../contract/make-note.ts";
import { formatCount, formatFactor, formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import { priorLr } from "./optimizer.ts";

/** Code of the note, and name of the recommended rule in results. */
export const CENTRED_MINIMUM = "centred-minimum";

type Data = NoteData[typeof CENTRED_MINIMUM];

/** Where the loss was lowest, and by which losses. */
export type LowestPlace = NonNullable<Data["lowest"]>;

/** A step from there to the pick: `lr` is the LR before it times `factor`. */
export type DerivationStep = NonNullable<Data["steps"]>[number];

/**
 * The steps that show in three digits, with their factors: what those left out change is part of the next
 * one, so that each number is the one before it times its factor.
 *
 * @param fromLr where the first step begins
 */
export function shownSteps(
  fromLr: number,
  all: readonly Pick<DerivationStep, "by" | "lr">[],
): DerivationStep[] {
  const steps: DerivationStep[] = [];
  let before = fromLr;
  for (const { by, lr } of all) {
    if (formatLr(lr) === formatLr(before)) continue;
    steps.push({ by, factor: lr / before, lr });
    before = lr;
  }
  return steps;
}

/** An optimizer in a sentence. */
export function optimizerTitle(optimizer: string): string {
  return optimizer === "unknown" ? "an unknown optimizer" : optimizer;
}

/** How the LR was worked out, with every number on the way. */
export function chosenNote(data: Omit<Data, "usualLr">): Note {
  const usualLr = priorLr(data.optimizer);
  const said = data.steps?.some(({ by }) => by === "usual") ? { ...data, usualLr } : data;
  return note(CENTRED_MINIMUM, `${lowestText(said)}. ${stepsText(said)}.`, said);
}

function lowestText({ minimumLr, lowest }: Data): string {
  if (lowest === undefined) return `The loss is lowest at LR ${formatLr(minimumLr)}`;
  const { read, curveLr, bottom, trainingLr, heldOutLr } = lowest;
  const [from, to] = bottom.map((lr) => formatLr(lr)) as [string, string];
  const curve = formatLr(curveLr);
  const noise = from === curve ? `up to ${to}` : `from ${from} to ${to}`;
  const training =
    from === to && from === curve
      ? `at LR ${curve}`
      : `at LR ${curve} (within its noise as low ${noise}, half-way in decades: ${formatLr(trainingLr)})`;
  if (read === "floor") {
    return `From LR ${formatLr(minimumLr)} on the smoothed loss lies at its floor, which counts as its lowest place`;
  }
  if (heldOutLr === undefined || read === "training") {
    return `The smoothed loss is lowest ${training}`;
  }
  if (read === "held-out") {
    return `The held-out loss is lowest at LR ${formatLr(heldOutLr)}; the smoothed training loss is ${training}, too far away to count beside it`;
  }
  return `The smoothed loss is lowest ${training}, the held-out loss at LR ${formatLr(heldOutLr)}: half-way between them, in decades, lies ${formatLr(minimumLr)}`;
}

function stepsText({ minimumLr, divisor, optimizer, totalSteps, usualLr, steps = [] }: Data) {
  const who = optimizerTitle(optimizer);
  const why: Readonly<Record<DerivationStep["by"], string>> = {
    margin: `the margin for ${who}, since a full training run bears less than a short sweep`,
    length: `for a run of ${formatCount(totalSteps ?? 0)} steps`,
    usual: `drawn to what is usual for ${who}, ${formatLr(usualLr ?? minimumLr)}`,
    floor: "since higher ones are untested at the floor",
    highest: "the highest LR that was swept",
    "over-fitting": "lowered since the model over-fits within the run",
  };
  const parts = steps.map(({ by, factor, lr }, i) => {
    const from = i === 0 ? `${formatLr(minimumLr)} ` : "";
    const how = by === "margin" ? `divided by ${divisor}` : `times ${formatFactor(factor)}`;
    return `${from}${how} is ${formatLr(lr)}, ${why[by]}`;
  });
  return parts.join("; ");
}
