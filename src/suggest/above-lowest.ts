import type { NoteData } from "../contract/make-note.ts";
import { note } from "../contract/make-note.ts";
import { formatLr } from "../core/format.ts";
import type { Check } from "./check.ts";
import type { SweepPick } from "./sweep-pick.ts";

type Why = NoteData["above-lowest"]["why"];
type Read = Pick<SweepPick, "lr" | "lowest" | "minimumLr" | "steps">;

const BECAUSE: Readonly<Record<Why, string>> = {
  "held-out": "the held-out loss is lowest higher up, and counts",
  noise: "within its noise it is as low higher up, and the middle of that counts",
  usual: "what is usual for the optimizer counts",
  length: "a run as short as this one bears more",
};

/** A sweep's pick above all LRs at which the smoothed curve is as low within its noise: what put it there. */
export function aboveLowest(pick: Read): Check[] {
  const { lr, lowest } = pick;
  const [lowestLr, toLr] = [lowest.curveLr, Math.max(lowest.curveLr, lowest.bottom[1])];
  if (lr <= toLr || formatLr(lr) === formatLr(toLr)) return [];
  const why = whatRaised(pick);
  const noise =
    formatLr(lowestLr) === formatLr(toLr) ? "" : `, within its noise up to ${formatLr(toLr)}`;
  const message = `${formatLr(lr)} lies where the smoothed training loss rises again (it is lowest at LR ${formatLr(lowestLr)}${noise}): ${BECAUSE[why]}. --budget standard trains with LRs around it.`;
  return [{ most: "medium", note: note("above-lowest", message, { lr, lowestLr, toLr, why }) }];
}

/** What raised it most on its way from the lowest place. */
function whatRaised({ lowest, minimumLr, steps }: Read): Why {
  const factorOf = (wanted: "usual" | "length") =>
    steps.find(({ by }) => by === wanted)?.factor ?? 1;
  const raised: readonly (readonly [Why, number])[] = [
    ["noise", lowest.trainingLr / lowest.curveLr],
    ["held-out", minimumLr / lowest.trainingLr],
    ["usual", factorOf("usual")],
    ["length", factorOf("length")],
  ];
  return raised.reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}
