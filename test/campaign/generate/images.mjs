import { maybe, pick } from "./chance.mjs";

const SIZES = [0, 1, 2 ** 31, 2 ** 32 - 1, 65_536, 100_000];
const TYPES = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e, 0x00, 0xff];

/** An idx file of these sizes; a header now and then says others. */
function idx(draw, sizes) {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head[2] = maybe(draw, 0.05) ? pick(draw, TYPES) : 0x08;
  head[3] = maybe(draw, 0.03) ? draw.int(256) : sizes.length;
  for (const [i, size] of sizes.entries()) {
    head.writeUInt32BE(maybe(draw, 0.02) ? pick(draw, SIZES) : size, 4 + 4 * i);
  }
  const length = sizes.reduce((product, size) => product * size, 1);
  return Buffer.concat([head, Buffer.from(Array.from({ length }, () => draw.int(256)))]);
}

/** Images, and their labels beside them. */
export function images(draw) {
  const count = maybe(draw, 0.1) ? draw.int(12) : 14 + draw.int(20);
  const shape = pick(draw, [[4, 4], [1, 1], [3, 5], [2, 2, 3], [9]]);
  const labels = idx(draw, [maybe(draw, 0.05) ? count + 1 : count]);
  for (let i = 8; i < labels.length; i++) labels[i] %= 3;
  return { images: idx(draw, [count, ...shape]), labels };
}

/** Headers that promise more than any disk holds. */
export const ABSURD = [
  [2 ** 31, 28, 28],
  [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1],
  [1, 2 ** 31, 2 ** 31],
  [1, 1, 2 ** 31],
  [2 ** 31, 1, 1],
].map((sizes) => () => {
  const head = Buffer.alloc(4 + 4 * sizes.length + 100);
  head[2] = 0x08;
  head[3] = sizes.length;
  for (const [i, size] of sizes.entries()) head.writeUInt32BE(size, 4 + 4 * i);
  return head;
});
