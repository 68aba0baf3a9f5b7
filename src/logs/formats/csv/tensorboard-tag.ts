import { lossName, roleRank } from "../../column-roles.ts";

/**
 * The names of TensorBoard's "Download CSV" of one tag, `Wall time,Step,Value`, with that of the tag in the
 * last one's place where the file's name holds it (`run-a-tag-train_loss.csv`, `val_loss.csv`); any others
 * as they are.
 */
export function withTag(file: string, names: readonly string[]): readonly string[] {
  if (names.join().toLowerCase() !== "wall time,step,value") return names;
  const bare = (file.split(/[\\/]/).at(-1) ?? "").replace(/(?:\.(?:csv|gz))+$/i, "");
  const tag = /(?:^|[-_.])tag-(.*)$/i.exec(bare)?.[1] ?? bare;
  const isKnown = lossName(tag) !== null || roleRank("lr", tag) !== null;
  return isKnown ? [...names.slice(0, -1), tag] : names;
}
