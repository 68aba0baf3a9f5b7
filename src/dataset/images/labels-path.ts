/**
 * Where the labels of an idx images file may lie: the same folder, `images` replaced by `labels`
 * and `idx3` (or `idx2`, `idx4`) by `idx1`, with and without `.gz`; the likeliest first.
 * Empty when the name says neither.
 *
 * Worked: `train-images-idx3-ubyte.gz` -> `train-labels-idx1-ubyte.gz`, `train-labels-idx1-ubyte`.
 *
 * @param name file name without folder
 */
export function labelsNames(name: string): string[] {
  const same = name
    .replace(/images/i, (word) => (word === "IMAGES" ? "LABELS" : "labels"))
    .replace(/idx[2-4]/i, (word) => `${word.slice(0, 3)}1`);
  if (same === name || !/labels/i.test(same)) return [];
  const other = same.endsWith(".gz") ? same.slice(0, -3) : `${same}.gz`;
  return [same, other];
}
