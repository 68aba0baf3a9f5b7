import { note } from "../contract/notes.ts";
import { rejectOption } from "../core/check.ts";
import { formatLr } from "../core/format.ts";
import type { Note } from "../core/note.ts";
import type { Circumstances } from "./resolve.ts";
import type { SchedulePlan } from "./types.ts";

/** Where a cosine or a warmup-stable-decay ends. */
export interface Floor {
  readonly lr: number;
  readonly reason: Note;
}

/**
 * The LR at the end of a cosine or a warmup-stable-decay: as given; 0 (Bergsma et al. 2025,
 * 2502.15938: ending at a tenth of the peak costs accuracy); 1 % of the peak for a cosine whose
 * length is assumed, so that a run which goes on longer still learns.
 */
export function decideFloor(
  { options, lr, open }: Circumstances,
  kind: SchedulePlan["kind"],
): Floor {
  const given = options.floorLr;
  if (given !== undefined) {
    if (!(typeof given === "number" && given >= 0 && given <= lr)) {
      return rejectOption("floorLr", `a number from 0 to the peak \`lr\` (${lr})`, given);
    }
    return floor(given, `The LR ends at ${formatLr(given)}, as given.`);
  }
  if (open && kind === "cosine") {
    const lowest = lr / 100;
    return floor(
      lowest,
      `The LR ends at ${formatLr(lowest)}, 1 % of the peak and not 0, because the length of the run is assumed and training may go on after it.`,
    );
  }
  return floor(
    0,
    "The LR falls to 0 by the end, the best one there is: stopping at a tenth of the peak costs accuracy (arXiv 2502.15938).",
  );
}

function floor(lr: number, message: string): Floor {
  return { lr, reason: note("floor", message, { floorLr: lr }) };
}
