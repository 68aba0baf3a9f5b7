import { rejectOption } from "../core/check.ts";
import { formatLr } from "../core/format.ts";
import { type Note, note } from "../core/note.ts";
import type { Circumstances } from "./resolve.ts";

/** Where a cosine ends. */
export interface Floor {
  readonly lr: number;
  readonly reason: Note;
}

/**
 * The LR at the end of a cosine: as given; 0 when the length of the run is known (Bergsma et al.
 * 2025, 2502.15938: ending at a tenth of the peak costs accuracy); 1 % of the peak when it is
 * assumed, so that a run which goes on longer still learns.
 */
export function decideFloor({ options, lr, assumed }: Circumstances): Floor {
  const given = options.floorLr;
  if (given !== undefined) {
    if (!(typeof given === "number" && given >= 0 && given <= lr)) {
      return rejectOption("floorLr", `a number from 0 to the peak \`lr\` (${lr})`, given);
    }
    return floor(given, `The LR ends at ${formatLr(given)}, as given.`);
  }
  if (assumed) {
    const lowest = lr / 100;
    return floor(
      lowest,
      `The LR ends at ${formatLr(lowest)}, 1 % of the peak and not 0, because the length of the run is assumed and training may go on after it.`,
    );
  }
  return floor(
    0,
    "The LR falls to 0 by the end, the best end for a run of known length: stopping at a tenth of the peak costs accuracy (arXiv 2502.15938).",
  );
}

function floor(lr: number, message: string): Floor {
  return { lr, reason: note("floor", message, { floorLr: lr }) };
}
