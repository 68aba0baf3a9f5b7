import type { Code, FunctionSource } from "./assemble.ts";
import {
  add,
  add4,
  advance,
  FunctionBuilder,
  fusedMultiplyAdd4,
  get,
  int,
  type Lanes,
  mul4,
  multiplyAdd4,
  overLanes,
  repeat,
  set,
  zero4,
} from "./instructions.ts";

/**
 * A depthwise convolution of one padded image, all channels, by a filter without an empty side:
 *
 * y[oh, ow, q] = sum over (kh, kw) of x[oh*s + kh*d, ow*s + kw*d, q] * w[kh, kw, q]
 *
 * `xRow` and `xStep` are the bytes from output row to output row and from output column to output column in
 * the padded image, `tapRow` and `tapStep` those from tap to tap; y and w have no gaps.
 *
 * @param fused whether a product and its sum are rounded once
 */
export function depthwiseForwardFunction(fused: boolean): FunctionSource {
  const f = new FunctionBuilder();
  const [y, channelBytes, x, xRow, xStep, tapRow, tapStep] = f.params(7);
  const [w, outHeight, outWidth, filterHeight, filterWidth] = f.params(5);
  const [oh, ow, kh, kw, channel] = f.locals(5);
  const [xLine, xPixel, tapLine, tap, weight] = f.locals(5);
  const total = f.local("v128");

  const multiplyAdd = fused ? fusedMultiplyAdd4 : multiplyAdd4;
  const block = (lanes: Lanes): Code => {
    const sum = multiplyAdd(lanes.load(get(tap)), lanes.load(get(weight)), get(total));
    return [
      ...set(total, zero4),
      ...set(weight, add(get(w), get(channel))),
      ...set(tapLine, add(get(xPixel), get(channel))),
      ...repeat(kh, get(filterHeight), [
        ...set(tap, get(tapLine)),
        ...repeat(kw, get(filterWidth), [
          ...set(total, sum),
          ...advance(tap, get(tapStep)),
          ...advance(weight, get(channelBytes)),
        ]),
        ...advance(tapLine, get(tapRow)),
      ]),
      ...lanes.store(add(get(y), get(channel)), get(total)),
      ...advance(channel, int(lanes.bytes)),
    ];
  };
  return f.build(
    "depthwise",
    set(xLine, get(x)),
    repeat(oh, get(outHeight), [
      ...set(xPixel, get(xLine)),
      ...repeat(ow, get(outWidth), [
        ...set(channel, int(0)),
        ...overLanes(channel, get(channelBytes), block),
        ...advance(y, get(channelBytes)),
        ...advance(xPixel, get(xStep)),
      ]),
      ...advance(xLine, get(xRow)),
    ]),
  );
}

/**
 * One tap (kh, kw) of a depthwise convolution's gradient over one padded image, all channels:
 *
 * - filter: w[q] += sum over (oh, ow) of x[oh, ow, q] * dy[oh, ow, q]
 * - input:  x[oh, ow, q] += w[q] * dy[oh, ow, q]
 *
 * `x` points at the first pixel of the padded image that this tap meets; `xRow` and `xStep` are the
 * bytes from output row to output row and from output column to output column there, `dyRow` and
 * `dyStep` the same for dy.
 */
export function depthwiseFunction(kind: "Filter" | "Input"): FunctionSource {
  const f = new FunctionBuilder();
  const [w, channelBytes, x, xRow, xStep] = f.params(5);
  const [dy, dyRow, dyStep, outHeight, outWidth] = f.params(5);
  const [channel, xLine, dyLine, xAt, dyAt] = f.locals(5);
  const [oh, ow, weight] = [f.local(), f.local(), f.local("v128")];

  const pixel = (lanes: Lanes): Code =>
    kind === "Filter"
      ? set(weight, add4(get(weight), mul4(lanes.load(get(xAt)), lanes.load(get(dyAt)))))
      : lanes.store(get(xAt), add4(lanes.load(get(xAt)), mul4(get(weight), lanes.load(get(dyAt)))));
  const block = (lanes: Lanes): Code => [
    ...set(weight, lanes.load(add(get(w), get(channel)))),
    ...set(xLine, add(get(x), get(channel))),
    ...set(dyLine, add(get(dy), get(channel))),
    ...repeat(oh, get(outHeight), [
      ...set(xAt, get(xLine)),
      ...set(dyAt, get(dyLine)),
      ...repeat(ow, get(outWidth), [
        ...pixel(lanes),
        ...advance(xAt, get(xStep)),
        ...advance(dyAt, get(dyStep)),
      ]),
      ...advance(xLine, get(xRow)),
      ...advance(dyLine, get(dyRow)),
    ]),
    ...(kind === "Filter" ? lanes.store(add(get(w), get(channel)), get(weight)) : []),
    ...advance(channel, int(lanes.bytes)),
  ];
  return f.build(`depthwise${kind}`, overLanes(channel, get(channelBytes), block));
}
