import { access } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { note } from "../../contract/make-note.ts";
import { InputError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import { random } from "../../core/random.ts";
import type { PreparedData } from "../dataset.ts";
import { type Content, openContent, shortName } from "../files.ts";
import type { ResolvedLoadOptions } from "../options.ts";
import { checkSize, prepare } from "../prepare.ts";
import { sampleIndices } from "../reservoir.ts";
import { checkRowCount } from "../row-count.ts";
import { splitRows } from "../split.ts";
import { resolveTarget } from "../target.ts";
import { bodyBytes, type IdxHeader, readIdxHeader, rejectIdxLength } from "./idx.ts";

/**
 * Loads idx images (unsigned bytes, 2 to 4 dimensions) and their labels for classification.
 * Pixels are divided by 255. `[n, h, w]` gives features of `[h, w, 1]`, `[n, h, w, c]` of
 * `[h, w, c]`, `[n, d]` of `[d]`. With more than `maxRows` images a seeded sample is used.
 */
export async function loadImages(
  content: Content,
  options: ResolvedLoadOptions,
): Promise<PreparedData> {
  rejectTableOptions(content.path, options);
  const images = await readIdx(content, [2, 3, 4], "images");
  const labelsFile = options.labels ?? (await findLabels(content.path));
  const labelsContent = await openContent(labelsFile);
  const labels = await readIdx(labelsContent, [1], "labels");
  const [total, ...shape] = images.header.sizes as [number, ...number[]];
  if (labels.bytes.length !== total) {
    throw new InputError(
      "label-count",
      `${labelsFile} has ${labels.bytes.length} labels for the ${total} images of ${content.path}`,
      { data: { path: labelsFile, labels: labels.bytes.length, images: total } },
    );
  }
  const width = shape.reduce((product, size) => product * size, 1);
  const kept = sampleIndices(total, options.maxRows, random(options.seed, "sample"));
  checkSize(content.path, kept.length, width);
  const features = new Float32Array(kept.length * width);
  for (const [row, image] of kept.entries()) {
    for (let i = 0; i < width; i++) {
      features[row * width + i] = (images.bytes[image * width + i] as number) / 255;
    }
  }
  const values = Uint8Array.from(kept, (image) => labels.bytes[image] as number);
  checkRowCount(values.length);
  const target = resolveTarget(labelsFile, { kind: "numbers", values }, "classification");
  const warnings: Note[] = [];
  if (kept.length < total) {
    const message = `${basename(content.path)} has ${total} images; a seeded sample of ${kept.length} is used (--max-rows)`;
    warnings.push(note("row-cap", message, { totalRows: total, kept: kept.length }));
  }
  return prepare({
    name: shortName(content.path),
    source: basename(content.path),
    digest: content.digest(),
    featureShape: shape.length === 2 ? [...shape, 1] : shape,
    features,
    target: {
      ...target,
      step: `${target.classes.length} classes from the labels file`,
      decided: { kind: "labels-file", classes: target.classes.length },
    },
    targetScale: "none",
    split: splitRows(target.values, target.classes.length, options),
    steps: [
      note(
        "data-images",
        `Read ${total} images of ${shape.join(" x ")} unsigned bytes; pixels divided by 255.`,
        { images: total, shape },
      ),
      note(
        "data-labels",
        `Labels from ${basename(labelsFile)}, SHA-256 ${labelsContent.digest()}.`,
        {
          file: basename(labelsFile),
          digest: labelsContent.digest(),
        },
      ),
    ],
    warnings,
  });
}

function rejectTableOptions(path: string, options: ResolvedLoadOptions): void {
  if (options.target !== undefined) {
    throw new InputError(
      "bad-option",
      `\`target\`: ${path} is an idx images file; its labels file is the target (\`--labels\`)`,
      { data: { path, option: "target" } },
    );
  }
  if (options.groups !== undefined) {
    throw new InputError(
      "bad-option",
      `\`groups\`: ${path} is an idx images file, which has no column of groups; use a module`,
      { data: { path, option: "groups" } },
    );
  }
  if (options.task === "regression") {
    throw new InputError("bad-option", `\`task\`: images (${path}) are for classification only`, {
      data: { path, option: "task" },
    });
  }
}

async function readIdx(
  content: Content,
  dimensions: readonly number[],
  what: string,
): Promise<{ readonly header: IdxHeader; readonly bytes: Buffer }> {
  try {
    const header = readIdxHeader(content.path, content.head, dimensions, what);
    const expected = bodyBytes(header);
    const parts: Buffer[] = [];
    let length = -header.headerBytes;
    for await (const chunk of content.chunks()) {
      parts.push(chunk);
      length += chunk.length;
      if (length > expected) rejectIdxLength(content.path, header, "more");
    }
    if (length < expected) rejectIdxLength(content.path, header, length);
    return { header, bytes: Buffer.concat(parts).subarray(header.headerBytes) };
  } finally {
    await content.close();
  }
}

export async function findLabels(path: string): Promise<string> {
  const names = labelsNames(basename(path));
  for (const name of names) {
    const candidate = join(dirname(path), name);
    try {
      await access(candidate);
      return candidate;
    } catch {
      // Not there: try the next name.
    }
  }
  const tried = names.length === 0 ? "" : ` (looked beside it for ${names.join(" and ")})`;
  throw new InputError(
    "no-labels",
    `no labels file found for ${path}${tried}; name it with \`--labels\``,
    { data: { path, tried: names } },
  );
}

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
