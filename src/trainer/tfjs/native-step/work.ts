type Shape = readonly number[];

/** Which operand of a convolution, or what it makes, is the filter. */
const FILTERS = new Map<string, number | "output">([
  ["Conv2D", 1],
  ["_FusedConv2D", 1],
  ["Conv2DBackpropInput", 1],
  ["Conv2DBackpropFilter", "output"],
  ["DepthwiseConv2dNative", 1],
  ["DepthwiseConv2dNativeBackpropInput", 1],
  ["DepthwiseConv2dNativeBackpropFilter", "output"],
]);

/** An element of any other op takes as long as so many multiplications and additions. */
const ELEMENT = 16;

/**
 * About how many multiplications and additions an op makes: m k n for a product of an m x k with a k x n
 * matrix, which is the square root of the sizes of the two and of what they make, multiplied; as many at
 * each place of the filter for a convolution.
 *
 * @param operands their shapes, as far as they are known
 * @param output shape of what it makes first
 */
export function workOf(
  op: string,
  operands: readonly (Shape | undefined)[],
  output: Shape,
): number {
  const at = FILTERS.get(op);
  if (at === undefined && !op.includes("MatMul")) return ELEMENT * sizeOf(output);
  const filter = at === "output" ? output : at === undefined ? undefined : operands[at];
  // Of one dimension are biases, and the sizes that gradients are told.
  const factors = operands.filter((shape) => shape !== undefined && shape.length > 1);
  const sizes = [...factors.slice(0, 2), output].map(sizeOf);
  return Math.sqrt(sizes.reduce((product, size) => product * size, sizeOf(filter?.slice(0, 2))));
}

function sizeOf(shape: Shape = []): number {
  return shape.reduce((product, size) => product * size, 1);
}
