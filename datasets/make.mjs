// Writes the bundled data sets: `node datasets/make.mjs [folder]`. Plain Node, seeded, no dependency.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { digits } from "./digits.mjs";
import { randomStream } from "./random.mjs";

const folder = process.argv[2] ?? fileURLToPath(new URL(".", import.meta.url));
mkdirSync(folder, { recursive: true });

writeText("blobs.csv", blobs(randomStream(1)));
writeText("spirals.csv", spirals(randomStream(2)));
writeText("house-prices.csv", housePrices(randomStream(3)));
const { images, labels } = digits(randomStream(4), 1500);
writeGzip("digits-images.idx3-ubyte.gz", images);
writeGzip("digits-labels.idx1-ubyte.gz", labels);

/** Four Gaussian clouds in six dimensions, 300 rows each, hardly overlapping. */
function blobs(random) {
  const kinds = ["amber", "basalt", "cobalt", "dune"];
  const centers = kinds.map(() => Array.from({ length: 6 }, () => random.range(-6, 6)));
  const rows = Array.from({ length: 1200 }, (_, i) => {
    const kind = i % kinds.length;
    return [...centers[kind].map((c) => (c + 1.3 * random.normal()).toFixed(3)), kinds[kind]];
  });
  return table(["f1", "f2", "f3", "f4", "f5", "f6", "kind"], random.shuffled(rows));
}

/** Three spiral arms in the plane, 500 points each, one and a half turns. */
function spirals(random) {
  const rows = Array.from({ length: 1500 }, (_, i) => {
    const arm = i % 3;
    const along = Math.sqrt(random.float());
    const angle = along * 1.5 * 2 * Math.PI + (arm * 2 * Math.PI) / 3;
    const x = along * Math.cos(angle) + 0.025 * random.normal();
    const y = along * Math.sin(angle) + 0.025 * random.normal();
    return [x.toFixed(4), y.toFixed(4), `arm${arm}`];
  });
  return table(["x", "y", "arm"], random.shuffled(rows));
}

/** Prices from size, age, distance and district with 8 % noise; columns of very different scales. */
function housePrices(random) {
  const districts = { harbor: 1.25, hillside: 1.1, oldtown: 1.4, northgate: 0.85, meadow: 0.95 };
  const names = Object.keys(districts);
  const rows = Array.from({ length: 1500 }, () => {
    const district = names[random.int(names.length)];
    const area = Math.round(Math.max(28, 95 + 35 * random.normal()));
    const rooms = Math.max(1, Math.round(area / 26 + 0.7 * random.normal()));
    const built = random.int(124) + 1900;
    const lot = Math.round(area * random.range(1.5, 12) * 10);
    const meters = Math.round(300 + 9000 * random.float() ** 2);
    const crime = random.range(0.001, 0.02);
    const price =
      (42_000 + 2_600 * area + 9_000 * rooms + 22 * lot - 9 * meters) *
      districts[district] *
      (1 - 0.0022 * (2024 - built)) *
      (1 - 8 * crime) *
      Math.exp(0.08 * random.normal());
    const cells = [area, rooms, built, lot, meters, crime.toFixed(5), district].map(String);
    if (random.float() < 0.03) cells[3] = "";
    if (random.float() < 0.02) cells[2] = "NA";
    if (random.float() < 0.01) cells[6] = "";
    return [...cells, String(Math.round(price / 100) * 100)];
  });
  const header = ["area_m2", "rooms", "built", "lot_m2", "center_m", "crime_rate", "district"];
  return table([...header, "price"], rows);
}

function table(header, rows) {
  return `${[header, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;
}

function writeText(name, text) {
  writeFileSync(join(folder, name), text);
}

// Node writes a zero time stamp into the gzip header, so the same content gives the same bytes.
function writeGzip(name, bytes) {
  writeFileSync(join(folder, name), gzipSync(bytes, { level: 9 }));
}
