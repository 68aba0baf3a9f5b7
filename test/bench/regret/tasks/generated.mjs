// Data made here: every function draws from its own seeded stream and gives options of
// `arraySlices` without the sizes.
import { random } from "../../../../dist/core/random.js";

const table = (rows, width, draw) =>
  Array.from({ length: rows }, () => Float32Array.from({ length: width }, draw));

/** y = a random two-layer tanh network of 8 normal numbers, plus noise. */
export function teacherRegression(rows, noise) {
  const stream = random(1, "teacher");
  const normal = () => stream.normal();
  const hidden = table(12, 8, normal);
  const out = Float32Array.from({ length: 12 }, normal);
  const features = table(rows, 8, normal);
  const targets = features.map(
    (x) =>
      out.reduce((sum, weight, k) => sum + weight * Math.tanh(dot(x, hidden[k])), 0) +
      noise * normal(),
  );
  return { features, targets, task: "regression", targetScale: "standard" };
}

/** Two classes by 5 of `width` numbers, with a share of labels flipped: easy to learn by heart. */
export function wideClasses(rows, width, flipped) {
  const stream = random(2, "wide");
  const normal = () => stream.normal();
  const features = table(rows, width, normal);
  const targets = features.map((x) => {
    const label = x[0] + x[1] - x[2] + 0.5 * x[3] - 0.5 * x[4] > 0 ? 1 : 0;
    return stream.float() < flipped ? 1 - label : label;
  });
  return { features, targets, task: "classification" };
}

/** Ten correlated measurements and a raw target of about 150 with much noise, as in a clinic. */
export function clinic(rows) {
  const stream = random(3, "clinic");
  const normal = () => stream.normal();
  const features = Array.from({ length: rows }, () => {
    const common = normal();
    return Float32Array.from({ length: 10 }, (_, k) => (k < 5 ? 0.6 * common : 0) + normal());
  });
  const targets = features.map(
    (x) => 150 + 40 * x[0] - 30 * x[1] + 20 * x[5] + 15 * Math.max(x[2], 0) * x[6] + 30 * normal(),
  );
  return { features, targets, task: "regression", targetScale: "none" };
}

/** The next value of a noisy AR(2) series with a slow sine, from the `length` values before. */
export function seriesWindows(rows, length) {
  const stream = random(4, "series");
  const values = [0, 0];
  for (let t = 2; t < rows + length + 2; t++) {
    const [a, b] = [values[t - 1], values[t - 2]];
    values.push(1.5 * a - 0.8 * b + 0.4 * Math.sin(t / 9) + 0.25 * stream.normal());
  }
  const features = new Float32Array(rows * length);
  const targets = [];
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < length; k++) features[row * length + k] = values[row + k + 2] / 2;
    targets.push(values[row + length + 2] / 2);
  }
  return { features, featureShape: [length, 1], targets, task: "regression" };
}

/**
 * Rows of `length` tokens out of 12; the class is which of the tokens 0, 1 and 2 comes first after
 * the marker 3 (which is in every row once).
 */
export function markerTokens(rows, length) {
  const stream = random(6, "marker");
  const features = new Float32Array(rows * length);
  const targets = [];
  for (let row = 0; row < rows; row++) {
    const tokens = Array.from({ length }, () => 4 + stream.int(8));
    const at = stream.int(length - 3);
    tokens[at] = 3;
    const label = stream.int(3);
    tokens[at + 1 + stream.int(2)] = label;
    // Decoys before the marker.
    for (let k = 0; k < at; k++) if (stream.float() < 0.15) tokens[k] = stream.int(3);
    features.set(tokens, row * length);
    targets.push(label);
  }
  return { features, featureShape: [length], targets, task: "classification" };
}

/** Rows of `length` tokens out of 8; the class is the one of tokens 0 to 3 that is there most often. */
export function majorityTokens(rows, length) {
  const stream = random(7, "majority");
  const features = new Float32Array(rows * length);
  const targets = [];
  for (let row = 0; row < rows; row++) {
    const label = stream.int(4);
    const counts = [0, 0, 0, 0];
    const tokens = Array.from({ length }, () => (stream.float() < 0.3 ? label : stream.int(8)));
    for (const token of tokens) if (token < 4) counts[token] += 1;
    features.set(tokens, row * length);
    targets.push(counts.indexOf(Math.max(...counts)));
  }
  return { features, featureShape: [length], targets, task: "classification" };
}

/** y = a sine, a product and a bend of 6 uniform numbers, plus noise. */
export function bentRegression(rows, noise) {
  const stream = random(8, "bent");
  const features = table(rows, 6, () => 2 * stream.float() - 1);
  const targets = features.map(
    (x) =>
      Math.sin(3 * x[0]) +
      2 * x[1] * x[2] +
      Math.max(x[3], 0) +
      0.5 * x[4] +
      noise * stream.normal(),
  );
  return { features, targets, task: "regression", targetScale: "standard" };
}

/** Three classes by the distance from the middle in 2 of 3 normal numbers, with a share of labels drawn anew. */
export function ringClasses(rows, drawn) {
  const stream = random(9, "rings");
  const features = table(rows, 3, () => stream.normal());
  const targets = features.map((x) => {
    const label = [0.8, 1.6].filter((edge) => Math.hypot(x[0], x[1]) > edge).length;
    return stream.float() < drawn ? stream.int(3) : label;
  });
  return { features, targets, task: "classification" };
}

/** Two classes in turn; each of two numbers is the class as -2 or 2, plus noise of half of 1. */
export function noisyCopies(rows) {
  const stream = random(10, "copies");
  const targets = Array.from({ length: rows }, (_, i) => i % 2);
  const features = targets.map((label) =>
    Float32Array.from({ length: 2 }, () => 4 * label - 2 + 0.5 * stream.normal()),
  );
  return { features, targets, task: "classification" };
}

/** Square colour images of three classes, each with a bright square of its own colour anywhere. */
export function colourSquares(rows, side) {
  const stream = random(12, "squares");
  const features = new Float32Array(rows * side * side * 3);
  const targets = [];
  for (let row = 0; row < rows; row++) {
    const label = row % 3;
    const size = side / 2;
    const [top, left] = [stream.int(side - size), stream.int(side - size)];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const inside = y >= top && y < top + size && x >= left && x < left + size;
        for (let colour = 0; colour < 3; colour++) {
          features[((row * side + y) * side + x) * 3 + colour] =
            (inside && colour === label ? 1 : 0) + 0.2 * stream.normal();
        }
      }
    }
    targets.push(label);
  }
  return { features, featureShape: [side, side, 3], targets, task: "classification" };
}

/** Sales of shops: 5 numbers of very different sizes, as they come, and a target of about 200,000. */
export function shopSales(rows) {
  const stream = random(13, "sales");
  const features = [];
  const targets = [];
  for (let row = 0; row < rows; row++) {
    const area = 50 + 400 * stream.float();
    const visitors = 500 + 4500 * stream.float();
    const price = 2 + 6 * stream.float();
    const age = 40 * stream.float();
    const open = stream.int(2);
    features.push(Float32Array.of(area, visitors, price, age, open));
    const sales =
      20 * visitors * Math.sqrt(price) +
      150 * area -
      800 * age +
      30_000 * open +
      15_000 * stream.normal();
    targets.push(sales);
  }
  return { features, targets, task: "regression", targetScale: "none" };
}

function dot(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
