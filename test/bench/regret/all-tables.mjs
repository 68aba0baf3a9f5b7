// Every table of the benchmark, in order.
import { MEASURES } from "./regret.mjs";
import { calibration } from "./summary.mjs";
import {
  byTable,
  calibrationTable,
  floorWords,
  mainTable,
  overfitTable,
  pairTable,
} from "./tables.mjs";
import { targetTable } from "./targets.mjs";

const GROUPS = [
  { id: "all", title: "All pairs", keep: () => true },
  { id: "plain", title: "Where over-fitting does not decide", keep: ({ overfits }) => !overfits },
  { id: "overfit", title: "Where over-fitting decides", keep: ({ overfits }) => overfits },
  {
    ...{ id: "unseen", title: "Tasks written down after the constants" },
    keep: (_, { unseen }) => unseen,
  },
  {
    ...{ id: "tiny", title: "Tiny tables" },
    keep: (_, { kind }) => kind === "tiny",
  },
  {
    ...{ id: "held-back", title: "Tiny tables that nothing is tuned on" },
    keep: (_, { heldBack }) => heldBack,
  },
];
const PROPERTIES = [
  { id: "optimizer", title: "optimizer", property: ({ optimizer }) => optimizer },
  { id: "batch", title: "batch size", property: ({ batch }) => batch },
  { id: "horizon", title: "horizon", property: ({ horizon }) => horizon },
  { id: "kind", title: "kind", property: ({ kind }) => kind },
];

/**
 * @param scored answers with their regrets
 * @param pairs `{ id, task, optimizer, batch, horizon, kind, unseen, heldBack }`
 * @param grids by pair id
 * @param ours names of this project's finders
 */
export function allTables(scored, pairs, grids, ours) {
  const groups = GROUPS.map((group) => ({
    ...group,
    pairs: pairs.filter((pair) => group.keep(grids[pair.id], pair)),
  })).filter((group) => group.pairs.length > 0);
  return [
    ...groups.flatMap((group) =>
      MEASURES.map((measure) => mainTable(scored, group.pairs, measure, group)),
    ),
    ...(ours.length > 0
      ? [
          targetTable(scored, pairs, PROPERTIES.slice(0, 2), ours),
          calibrationTable(calibration(scored, pairs), floorWords(scored, pairs)),
          overfitTable(scored, pairs, grids),
        ]
      : []),
    ...PROPERTIES.flatMap((by) =>
      MEASURES.map((measure) => byTable(scored, pairs, measure, { ...by, ours })),
    ),
    pairTable(scored, pairs, grids, [...ours, "valley", "minimum/10"]),
  ];
}
