import { type NoteData, note } from "./make-note.ts";
import type { heldOutCauseSchema, heldOutInterfaceSchema } from "./notes.ts";
import type { Infer } from "./schema.ts";

/** How the caller gives data and trainer: decides the words in which held-out rows are asked for. */
export type HeldOutInterface = Infer<typeof heldOutInterfaceSchema>;

/** Why no rows are held out. */
export type NoHeldOutCause = Infer<typeof heldOutCauseSchema>;

const GIVE: Readonly<Record<HeldOutInterface, string>> = {
  api: "Give rows that are not trained on: `heldOut: { xs, ys }` (or a dataset)",
  module:
    "Give rows that are not trained on: export `heldOut = { xs, ys }` (or a dataset) from the module",
  data: "Hold out a share of the rows: `--held-out 0.2` (`heldOut` of `loadData`)",
  trainer: "Give the trainer an `evaluate()`: the mean loss on rows that are not trained on",
  protocol:
    "Let the trainer answer `evaluate` (`evaluate=` of `serve` in Python) with the mean loss on rows that are not trained on",
  parent:
    "Give `val_loader=` or `evaluate=` (of `lr_find` in Python; another process answers `evaluate`): the mean loss on rows that are not trained on",
};

/** Where rows could be divided, and were not, as asked. */
const SHARE: Partial<Readonly<Record<HeldOutInterface, string>>> = {
  api: ", or a share of the rows, `heldOut: 0.2`",
  module: ", or a share of the rows, `heldOut = 0.2` (`--held-out 0.2`)",
};

const CAUSES: Readonly<Record<NoHeldOutCause, string>> = {
  asked: "No rows are held out, as asked",
  "unknown-length": "No rows are held out: the dataset does not say how many batches it has",
  "not-repeatable":
    "No rows are held out: the dataset gives other batches each time it is read (a shuffle, or augmentation)",
  "too-few-rows": "No rows are held out: there are too few to divide",
  "no-evaluate": "The trainer cannot evaluate held-out rows",
};

/** No rows are held out: what that means, and how to give some in the words of the interface. */
export function noHeldOutNote(from: HeldOutInterface, cause: NoHeldOutCause) {
  return note(
    "training-loss-only",
    `${CAUSES[cause]}: the learning rate is judged on training loss alone, where batches are noisy and over-fitting is not seen. ${GIVE[from]}${cause === "asked" ? (SHARE[from] ?? "") : ""}.`,
    { interface: from, cause },
  );
}

const OTHERS: Readonly<
  Record<Exclude<HeldOutInterface, "trainer" | "protocol" | "parent">, string>
> = {
  api: "`heldOut`, `groups` and `ordered` change that",
  module: "the module's exports `heldOut`, `groups` and `ordered` change that",
  data: "--held-out, --groups and --ordered change that",
};

/** Rows of the caller's own data are held out: how many, how chosen, and what decides it. */
export function rowsHeldOutNote(data: NoteData["rows-held-out"]) {
  const { of, total, heldOut, how, groups, heldOutGroups } = data;
  const chosen = {
    shuffled: "chosen by the seed",
    "by-class": "chosen by the seed, from every class its share",
    groups: `${heldOutGroups} of ${groups} groups, none of them on both sides`,
    ordered: "the last ones, in their order",
    spread: "spread evenly over the dataset",
  }[how];
  return note(
    "rows-held-out",
    `${heldOut} of ${total} ${of} are held out to judge learning rates on (${chosen}); ${OTHERS[data.interface]}.`,
    data,
  );
}
