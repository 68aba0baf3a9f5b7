// Draws images of the digits 0 to 9 with strokes, each one bent a little differently.

const SIZE = 16;

// Strokes in a box of 0..1 (x to the right, y down); an arc is [cx, cy, rx, ry, from, to] in turns,
// clockwise from the right.
const STROKES = [
  [arc(0.5, 0.5, 0.3, 0.45, 0, 1)],
  [line([0.32, 0.25], [0.54, 0.05], [0.54, 0.95])],
  [join(arc(0.5, 0.3, 0.28, 0.25, 0.5, 1.08), line([0.74, 0.42], [0.2, 0.95], [0.82, 0.95]))],
  [arc(0.46, 0.28, 0.28, 0.23, 0.55, 1.25), arc(0.46, 0.73, 0.31, 0.23, 0.75, 1.46)],
  [line([0.62, 0.95], [0.62, 0.05], [0.17, 0.66], [0.85, 0.66])],
  [join(line([0.78, 0.06], [0.28, 0.06], [0.24, 0.46]), arc(0.47, 0.67, 0.31, 0.27, 0.65, 1.42))],
  [join(line([0.68, 0.05], [0.36, 0.36]), arc(0.5, 0.68, 0.28, 0.27, 0.5, 1.5))],
  [line([0.18, 0.06], [0.82, 0.06], [0.4, 0.95])],
  [arc(0.5, 0.27, 0.23, 0.22, 0, 1), arc(0.5, 0.73, 0.29, 0.24, 0, 1)],
  [arc(0.5, 0.32, 0.27, 0.27, 0, 1), line([0.77, 0.34], [0.72, 0.66], [0.58, 0.95])],
];

/** `count` images in a random order, every digit equally often, as the bytes of two idx files. */
export function digits(random, count) {
  const order = random.shuffled(Array.from({ length: count }, (_, i) => i % 10));
  const pixels = order.map((digit) => draw(random, digit));
  return {
    images: Buffer.concat([idxHeader(3, [count, SIZE, SIZE]), ...pixels]),
    labels: Buffer.concat([idxHeader(1, [count]), Buffer.from(order)]),
  };
}

function draw(random, digit) {
  const place = placement(random);
  const strokes = STROKES[digit].map((stroke) =>
    stroke.map(([x, y]) => place(x + 0.02 * random.normal(), y + 0.02 * random.normal())),
  );
  const halfWidth = random.range(0.55, 1.05);
  const ink = random.range(0.75, 1);
  const noise = random.range(0.01, 0.07);
  const image = Buffer.alloc(SIZE * SIZE);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const distance = Math.min(...strokes.map((stroke) => toPolyline(x + 0.5, y + 0.5, stroke)));
      // A soft edge one pixel wide.
      const cover = Math.min(1, Math.max(0, halfWidth + 0.5 - distance));
      const value = ink * cover + noise * random.normal();
      image[y * SIZE + x] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
  return image;
}

// From the box of 0..1 to pixels: scaled, sheared, turned and moved, each by a random amount.
function placement(random) {
  const width = random.range(8, 11.5);
  const height = random.range(9.5, 12.5);
  const shear = random.range(-0.25, 0.25);
  const turn = random.range(-0.2, 0.2);
  const dx = SIZE / 2 + random.range(-1.2, 1.2);
  const dy = SIZE / 2 + random.range(-1.2, 1.2);
  return (x, y) => {
    const v = (y - 0.5) * height;
    const u = (x - 0.5) * width - shear * v;
    return [
      dx + u * Math.cos(turn) - v * Math.sin(turn),
      dy + u * Math.sin(turn) + v * Math.cos(turn),
    ];
  };
}

function toPolyline(x, y, points) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1];
    const [bx, by] = points[i];
    const squared = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = squared === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / squared;
    const t = Math.min(1, Math.max(0, along));
    best = Math.min(best, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return best;
}

function line(...points) {
  return points;
}

function arc(cx, cy, rx, ry, from, to) {
  return Array.from({ length: 17 }, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / 16);
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

function join(...strokes) {
  return strokes.flat();
}

function idxHeader(dimensions, sizes) {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header[2] = 0x08;
  header[3] = dimensions;
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return header;
}
