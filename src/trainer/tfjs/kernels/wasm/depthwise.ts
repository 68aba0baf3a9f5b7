import type { Code, FunctionSource } from "./assemble.ts";
import {
  add,
  add4,
  advance,
  FunctionBuilder,
  get,
  int,
  type Lanes,
  mul4,
  overLanes,
  repeat,
  set,
} from "./instructions.ts";

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
