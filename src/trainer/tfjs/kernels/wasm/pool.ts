import type { Code, FunctionSource } from "./assemble.ts";
import {
  add,
  add4,
  advance,
  and4,
  andNot4,
  atLeast4,
  below,
  div4,
  equal4,
  FunctionBuilder,
  float,
  get,
  int,
  type Lanes,
  type Local,
  lessThan,
  loopWhile,
  mul,
  mul4,
  or4,
  overLanes,
  select,
  set,
  splat,
  sub,
  toFloat,
  when,
  zero4,
} from "./instructions.ts";

/**
 * The largest input of each window, or the mean of its inputs, for one image in NHWC. A window with
 * something that is no number may have that for its largest or not, as on the other engines. Taps that lie
 * in the padding are skipped, and not counted in the mean.
 */
export function poolFunction(kind: "max" | "average"): FunctionSource {
  const f = new FunctionBuilder();
  const [y, x, channelBytes] = f.params(3);
  const [inHeight, inWidth, outHeight, outWidth] = f.params(4);
  const [windowHeight, windowWidth] = [f.param(), f.param()];
  const [strideHeight, strideWidth, padTop, padLeft] = f.params(4);
  const [oh, ow, ih, iw, firstRow, endRow, firstColumn, endColumn] = f.locals(8);
  const [channel, line, at] = f.locals(3);
  const [result, count] = f.locals(2, "v128");
  const smaller = (a: Code, b: Code): Code => select(lessThan(a, b), a, b);
  const larger = (a: Code, b: Code): Code => select(lessThan(a, b), b, a);
  const take = (input: Code): Code =>
    kind === "max" ? atLeast4(input, get(result)) : add4(get(result), input);
  const length = (first: Local, end: Local): Code => larger(sub(get(end), get(first)), int(0));
  const block = (lanes: Lanes): Code => [
    ...set(result, splat(float(kind === "max" ? Number.NEGATIVE_INFINITY : 0))),
    ...set(ih, get(firstRow)),
    ...loopWhile(lessThan(get(ih), get(endRow)), [
      ...set(
        line,
        add(add(get(x), get(channel)), mul(mul(get(ih), get(inWidth)), get(channelBytes))),
      ),
      ...set(iw, get(firstColumn)),
      ...set(at, add(get(line), mul(get(iw), get(channelBytes)))),
      ...loopWhile(lessThan(get(iw), get(endColumn)), [
        ...set(result, take(lanes.load(get(at)))),
        ...advance(at, get(channelBytes)),
        ...advance(iw, int(1)),
      ]),
      ...advance(ih, int(1)),
    ]),
    ...lanes.store(
      add(get(y), get(channel)),
      kind === "max" ? get(result) : div4(get(result), get(count)),
    ),
    ...advance(channel, int(lanes.bytes)),
  ];
  return f.build(
    `${kind}Pool`,
    loopWhile(lessThan(get(oh), get(outHeight)), [
      ...set(ih, sub(mul(get(oh), get(strideHeight)), get(padTop))),
      ...set(firstRow, larger(get(ih), int(0))),
      ...set(endRow, smaller(add(get(ih), get(windowHeight)), get(inHeight))),
      ...set(ow, int(0)),
      ...loopWhile(lessThan(get(ow), get(outWidth)), [
        ...set(iw, sub(mul(get(ow), get(strideWidth)), get(padLeft))),
        ...set(firstColumn, larger(get(iw), int(0))),
        ...set(endColumn, smaller(add(get(iw), get(windowWidth)), get(inWidth))),
        ...(kind === "max"
          ? []
          : set(
              count,
              splat(toFloat(mul(length(firstRow, endRow), length(firstColumn, endColumn)))),
            )),
        ...set(channel, int(0)),
        ...overLanes(channel, get(channelBytes), block),
        ...advance(y, get(channelBytes)),
        ...advance(ow, int(1)),
      ]),
      ...advance(oh, int(1)),
    ]),
  );
}

/**
 * The gradient of 2D pooling for one image in NHWC, added into `dx`, which has to be zero before.
 *
 * - max: each window hands its dy to the first of its inputs that equals its output, in reading order.
 * - lastMax: to the last of them.
 * - average: each window hands dy * scale to all of its inputs.
 *
 * Taps that lie in the padding are skipped. Channels go four at a time, then one at a time.
 */
export function poolGradFunction(kind: "max" | "lastMax" | "average"): FunctionSource {
  const f = new FunctionBuilder();
  const [dx, dy, channelBytes] = f.params(3);
  const [inHeight, inWidth, outHeight, outWidth] = f.params(4);
  const [windowHeight, windowWidth] = [f.param(), f.param()];
  const [strideHeight, strideWidth, padTop, padLeft] = f.params(4);
  const [x, y] = kind === "average" ? [0, 0] : [f.param(), f.param()];
  const scale = kind === "average" ? f.param("f32") : 0;
  const [oh, ow, kh, kw, top, lead] = f.locals(6);
  const [channel, pixel, at, ih, iw] = f.locals(5);
  const [gradient, output, taken, hit] = f.locals(4, "v128");

  const inOrder = (count: Local, length: Local): Code =>
    kind === "lastMax" ? sub(sub(get(length), int(1)), get(count)) : get(count);
  const share = (lanes: Lanes): Code =>
    kind === "average"
      ? get(gradient)
      : [
          ...set(hit, andNot4(equal4(lanes.load(add(get(x), get(at))), get(output)), get(taken))),
          ...set(taken, or4(get(taken), get(hit))),
          ...and4(get(gradient), get(hit)),
        ];
  const tap = (lanes: Lanes): Code => [
    ...set(at, add(mul(add(mul(get(ih), get(inWidth)), get(iw)), get(channelBytes)), get(channel))),
    ...set(hit, share(lanes)),
    ...lanes.store(add(get(dx), get(at)), add4(lanes.load(add(get(dx), get(at))), get(hit))),
  ];
  const block = (lanes: Lanes): Code => [
    ...set(gradient, lanes.load(add(get(dy), add(get(pixel), get(channel))))),
    ...(kind === "average"
      ? set(gradient, mul4(get(gradient), splat(get(scale))))
      : [
          ...set(output, lanes.load(add(get(y), add(get(pixel), get(channel))))),
          ...set(taken, zero4),
        ]),
    ...set(kh, int(0)),
    ...loopWhile(lessThan(get(kh), get(windowHeight)), [
      ...set(ih, add(get(top), inOrder(kh, windowHeight))),
      ...when(below(get(ih), get(inHeight)), [
        ...set(kw, int(0)),
        ...loopWhile(lessThan(get(kw), get(windowWidth)), [
          ...set(iw, add(get(lead), inOrder(kw, windowWidth))),
          ...when(below(get(iw), get(inWidth)), tap(lanes)),
          ...advance(kw, int(1)),
        ]),
      ]),
      ...advance(kh, int(1)),
    ]),
    ...advance(channel, int(lanes.bytes)),
  ];
  return f.build(
    `${kind}PoolGrad`,
    loopWhile(lessThan(get(oh), get(outHeight)), [
      ...set(top, sub(mul(get(oh), get(strideHeight)), get(padTop))),
      ...set(ow, int(0)),
      ...loopWhile(lessThan(get(ow), get(outWidth)), [
        ...set(lead, sub(mul(get(ow), get(strideWidth)), get(padLeft))),
        ...set(channel, int(0)),
        ...overLanes(channel, get(channelBytes), block),
        ...advance(pixel, get(channelBytes)),
        ...advance(ow, int(1)),
      ]),
      ...advance(oh, int(1)),
    ]),
  );
}
