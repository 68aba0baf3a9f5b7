import { describe, expect, it } from "vitest";
import { workOf } from "../../../../src/trainer/tfjs/native-step/work.ts";

describe("multiplications and additions of an op", () => {
  it("of a product of matrices, whatever is transposed, and with a bias", () => {
    expect(
      workOf(
        "MatMul",
        [
          [64, 784],
          [784, 256],
        ],
        [64, 256],
      ),
    ).toBeCloseTo(64 * 784 * 256);
    expect(
      workOf(
        "MatMul",
        [
          [64, 784],
          [64, 256],
        ],
        [784, 256],
      ),
    ).toBeCloseTo(64 * 784 * 256);
    const fused = workOf("_FusedMatMul", [[64, 784], [784, 256], [256]], [64, 256]);
    expect(fused).toBeCloseTo(64 * 784 * 256);
  });

  it("of a convolution and its gradients: the same, at each place of the filter", () => {
    const [image, filter, out] = [
      [64, 14, 14, 16],
      [3, 3, 16, 32],
      [64, 14, 14, 32],
    ] as const;
    const work = 64 * 14 * 14 * 32 * 3 * 3 * 16;
    expect(workOf("Conv2D", [image, filter], out)).toBeCloseTo(work, 0);
    expect(workOf("Conv2DBackpropInput", [[4], filter, out], image)).toBeCloseTo(work, 0);
    expect(workOf("Conv2DBackpropFilter", [image, [4], out], filter)).toBeCloseTo(work, 0);
  });

  it("of others by what they make; an operand that is not known counts as one element", () => {
    expect(workOf("Relu", [[64, 256]], [64, 256])).toBe(16 * 64 * 256);
    expect(workOf("Sum", [[64, 256], [1]], [])).toBe(16);
    expect(workOf("MatMul", [undefined, [4, 9]], [1, 9])).toBeCloseTo(18);
  });
});
