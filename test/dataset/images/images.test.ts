import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { labelsNames } from "../../../src/dataset/images/load-images.ts";
import { loadData } from "../../../src/dataset/load.ts";
import { expectInputError, idx, tempFiles } from "../support.ts";

const files = tempFiles();
const pixels = Uint8Array.from({ length: 40 * 6 }, (_, i) => (i * 37) % 256);
const digits = Uint8Array.from({ length: 40 }, (_, i) => [7, 3, 9][i % 3] as number);
const images = idx([40, 2, 3], pixels);
const labels = idx([40], digits);

describe("labelsNames", () => {
  test.each([
    ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "train-labels-idx1-ubyte"],
    ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "t10k-labels-idx1-ubyte.gz"],
    [
      "mnist-t10k-images-idx3-ubyte.gz",
      "mnist-t10k-labels-idx1-ubyte.gz",
      "mnist-t10k-labels-idx1-ubyte",
    ],
    ["train-images.idx3-ubyte", "train-labels.idx1-ubyte", "train-labels.idx1-ubyte.gz"],
    ["flat-images-idx2-ubyte", "flat-labels-idx1-ubyte", "flat-labels-idx1-ubyte.gz"],
  ])("%s", (name, first, second) => {
    expect(labelsNames(name)).toEqual([first, second]);
  });
  test("a name that says nothing", () => {
    expect(labelsNames("pictures.idx")).toEqual([]);
  });
});

describe("loading", () => {
  test("images with the labels beside them", async () => {
    const path = files.write("a-images-idx3-ubyte", images);
    files.write("a-labels-idx1-ubyte", labels);
    const { dataset, split, warnings } = await loadData(path);
    expect(dataset.name).toBe("a");
    expect(dataset.task).toBe("classification");
    expect(dataset.featureShape).toEqual([2, 3, 1]);
    expect(dataset.features).toEqual(Float32Array.from(pixels, (pixel) => pixel / 255));
    expect(dataset.classes).toEqual(["3", "7", "9"]);
    expect([...dataset.targets.slice(0, 3)]).toEqual([1, 0, 2]);
    expect([split.train.length, split.heldOut.length]).toEqual([32, 8]);
    expect(dataset.summary.digest).toBe(createHash("sha256").update(images).digest("hex"));
    expect(warnings).toEqual([]);
  });

  test("gzip is told by its bytes, not by the name, and files may be mixed", async () => {
    const path = files.write("b-images-idx3-ubyte", gzipSync(images));
    files.write("b-labels-idx1-ubyte.gz", labels);
    expect((await loadData(path)).dataset.rows).toBe(40);
  });

  test("labels can be given, and the file may have any name", async () => {
    const path = files.write("pictures.bin", images);
    const given = files.write("answers.bin", labels);
    expect((await loadData(path, { labels: given })).dataset.classes).toHaveLength(3);
  });

  test("flat rows and color channels", async () => {
    const given = files.write("l.bin", labels);
    const flat = await loadData(files.write("flat.bin", idx([40, 6], pixels)), { labels: given });
    expect(flat.dataset.featureShape).toEqual([6]);
    const color = await loadData(files.write("c.bin", idx([40, 1, 2, 3], pixels)), {
      labels: given,
    });
    expect(color.dataset.featureShape).toEqual([1, 2, 3]);
  });

  test("a row cap keeps a seeded sample, images with their labels", async () => {
    const path = files.path("a-images-idx3-ubyte");
    const all = (await loadData(path)).dataset;
    const first = await loadData(path, { maxRows: 20, seed: 1 });
    expect(first.dataset).toEqual((await loadData(path, { maxRows: 20, seed: 1 })).dataset);
    expect(first.warnings).toMatchObject([{ code: "row-cap", data: { totalRows: 40, kept: 20 } }]);
    const row = (data: typeof all, i: number) => [...data.features.slice(6 * i, 6 * i + 6)].join();
    const label = new Map(Array.from({ length: 40 }, (_, i) => [row(all, i), all.targets[i]]));
    for (let i = 0; i < 20; i++) {
      expect(label.get(row(first.dataset, i))).toBe(first.dataset.targets[i]);
    }
  });
});

describe("bad files", () => {
  const given = files.write("good-labels.bin", labels);
  const load = (bytes: Uint8Array, name = "bad.bin") => {
    const path = files.write(name, bytes);
    return { path, action: () => loadData(path, { labels: given }) };
  };

  test("truncated", async () => {
    const { path, action } = load(images.subarray(0, 200));
    await expectInputError(action, "truncated-idx", path, "240 bytes", "40 x 2 x 3", "found 184");
  });
  test("truncated within the header", async () => {
    const { path, action } = load(images.subarray(0, 9));
    await expectInputError(action, "truncated-idx", path, "header");
  });
  test("trailing bytes", async () => {
    const { path, action } = load(Buffer.concat([images, Buffer.from("x")]));
    await expectInputError(action, "trailing-bytes", path, "240 bytes");
  });
  test("wrong magic number behind an idx name", async () => {
    const { path, action } = load(Buffer.from("hello world, this is text"), "x-images-idx3-ubyte");
    await expectInputError(action, "bad-idx", path, "68 65 6c 6c", "00 00 08 03");
  });
  test("numbers that are not unsigned bytes", async () => {
    const floats = Buffer.from(images);
    floats[2] = 0x0d;
    const { path, action } = load(floats);
    await expectInputError(action, "bad-idx", path, "00 00 0d 03", "unsigned bytes");
  });
  test("a labels file given as data", async () => {
    const { path, action } = load(labels);
    await expectInputError(action, "bad-idx", path, "images", "00 00 08 01");
  });
  test("no images", async () => {
    const { path, action } = load(idx([0, 2, 3], new Uint8Array(0)));
    await expectInputError(action, "bad-idx", path, "0 x 2 x 3");
  });
  test("damaged gzip", async () => {
    const { path, action } = load(gzipSync(images).subarray(0, 60));
    await expectInputError(action, "bad-gzip", path);
  });

  test("no labels beside it", async () => {
    const path = files.write("lone-images-idx3-ubyte", images);
    await expectInputError(
      () => loadData(path),
      "no-labels",
      path,
      "lone-labels-idx1-ubyte.gz",
      "`--labels`",
    );
    const other = files.write("lone.bin", images);
    await expectInputError(() => loadData(other), "no-labels", other, "`--labels`");
  });
  test("labels that are missing, images, or too few", async () => {
    const path = files.write("ok.bin", images);
    const none = files.path("nowhere.bin");
    await expectInputError(() => loadData(path, { labels: none }), "missing-file", none);
    await expectInputError(
      () => loadData(path, { labels: path }),
      "bad-idx",
      path,
      "labels",
      "00 00 08 01",
    );
    const few = files.write("few.bin", idx([39], digits.subarray(1)));
    await expectInputError(
      () => loadData(path, { labels: few }),
      "label-count",
      few,
      path,
      "39",
      "40",
    );
  });
  test("a single label", async () => {
    const path = files.write("ok.bin", images);
    const same = files.write("same.bin", idx([40], new Uint8Array(40)));
    await expectInputError(() => loadData(path, { labels: same }), "constant-target", same);
  });
  test("options of tables", async () => {
    const path = files.write("ok.bin", images);
    await expectInputError(
      () => loadData(path, { labels: given, target: 0 }),
      "bad-option",
      "`target`",
      "`--labels`",
    );
    await expectInputError(
      () => loadData(path, { labels: given, task: "regression" }),
      "bad-option",
      "`task`",
    );
  });
});
