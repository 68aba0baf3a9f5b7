import { note } from "../../contract/make-note.ts";
import { rejectOption } from "../../core/check.ts";
import { formatLr } from "../../core/format.ts";
import type { Note } from "../../core/note.ts";
import type { Circumstances } from "../circumstances.ts";

/** Where a cosine or a warmup-stable-decay ends. */
export interface Floor {
  readonly lr: number;
  readonly reason: Note;
}

/**
 * The LR at the end of a cosine or a warmup-stable-decay: as given, or a share of the peak. 0 is the
 * best one there is (Bergsma et al. 2025, 2502.15938: ending at a tenth of the peak costs accuracy).
 *
 * @param share 0, or 0.01 where the length of the run is assumed and training may go on after it
 */
export function decideFloor({ options, lr }: Circumstances, share: 0 | 0.01): Floor {
  const given = options.floorLr;
  if (given !== undefined) {
    if (!(typeof given === "number" && given >= 0 && given <= lr)) {
      return rejectOption("floorLr", `a number from 0 to the peak \`lr\` (${lr})`, given);
    }
    return floor(given, `The LR ends at ${formatLr(given)}, as given.`);
  }
  if (share > 0) {
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
