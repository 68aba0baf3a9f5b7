import type { NoteCode } from "../../contract/make-note.ts";
import { formatFigure } from "../../core/format.ts";
import type { Sayings } from "../words.ts";
import { format, quoted, whole } from "./format.ts";
import { FACTOR_KINDS, UNITS } from "./names.ts";

/** Notes on laws. */
export const lawNotes = {
  "law-columns-follow": ({ columns }) => `${quoted(columns)} 由其他因素决定，不另作因素。`,
  "law-columns-pooled": ({ columns }) =>
    `${quoted(columns)} 也在变化但不是因素：取值不同的训练被放在一起（--factor 列名 可加入）。`,
  "law-unfinished": ({ rows }) =>
    `按状态列有 ${whole(rows)} 次训练没有完成（运行中、被终止、被剪枝或失败）：未使用。`,
  "law-without-lr": ({ column, rows }) =>
    `有 ${whole(rows)} 次训练在 “${column}” 中没有大于 0 的学习率：未使用。`,
  "law-rows-at-zero": ({ columns, rows }) =>
    `有 ${whole(rows)} 次训练的 ${quoted(columns)} 为 0：未使用，因为规律建立在对数之上（--factor 列名=names 则为每个取值各做一条规律）。`,
  "law-columns-unclear": ({ columns }) =>
    `${quoted(columns)} 逐行不同，可能是因素：未使用（--factor 列名 可加入）。`,
  "law-factors-guessed": ({ factors }) =>
    `按列名猜测：${factors.map(({ column, kind, unit }) => `“${column}” 为${FACTOR_KINDS[kind]}${kind === "horizon" ? `（${UNITS[unit]}）` : ""}`).join("、")}（--factor 列名=种类 可以更改）。`,
  "law-fit": ({ cells, scatterLog10 }) =>
    `规律由 ${whole(cells)} 个单元得出；一个单元的最佳学习率在其周围 ${formatFigure(scatterLog10)} 个数量级（${formatFigure(10 ** scatterLog10)} 倍）之内波动。`,
  "law-beyond": ({ distanceLog10, factors }) =>
    `该点距最近的单元 ${formatFigure(distanceLog10)} 个数量级：${factors.map(({ name, at, from, to }) => `“${name}” 为 ${formatFigure(at)}，测量范围是 ${formatFigure(from)} 到 ${formatFigure(to)}`).join("；")}。越远，区间越宽。`,
  "law-at-cell": () => "该点本身就是测量过的单元之一。",
  "law-steeper-above": ({ times, byLog10 }) =>
    `学习率过高时损失上升得比过低时快 ${formatFigure(times)} 倍：学习率因此取在最可能的值之下 ${formatFigure(byLog10)} 个数量级。`,
  "law-edge-cells": ({ cells, lowest, highest, of }) =>
    `${of === undefined ? "" : `${whole(of)} 个单元中`}有 ${whole(cells)} 个${of === undefined ? "单元" : ""}的最低损失在尝试过的学习率的边缘（最低 ${whole(lowest)} 个，最高 ${whole(highest)} 个）：它们只说明最佳学习率在边缘之外，不是谷底。请在那里多试几个学习率。`,
  "law-broke-cells": ({ cells, of }) =>
    `${of === undefined ? "" : `${whole(of)} 个单元中`}有 ${whole(cells)} 个${of === undefined ? "单元" : ""}的训练全部失败：它们什么也说明不了，请在那里试更低的学习率。`,
  "law-one-value": ({ factor, value }) =>
    `“${factor}” 处处都是 ${formatFigure(value)}：学习率如何随它移动未知，不是不动。`,
  "law-kind-doubt": ({ factor, kind, other }) =>
    `“${factor}” 按${FACTOR_KINDS[kind]}处理，但把它当作${FACTOR_KINDS[other]}时这些单元明显更合理：请检查它的种类。`,
  "law-duplicates": ({ rows }) => `有 ${whole(rows)} 行完全重复：只计一次。`,
  "law-nearest-cells": ({ used, cells }) =>
    `在 ${whole(cells)} 个单元中使用了离该点最近的 ${whole(used)} 个。`,
  "law-wide": ({ low, high }) =>
    `80 % 区间从 ${format.lr(low)} 到 ${format.lr(high)}，超过一个数量级：请先做下一次测量。`,
  "law-no-point": () => "没有说明要在哪一点得到学习率（--at）。",
  "law-too-few-cells": ({ cells, needed }) =>
    `只有 ${whole(cells)} 个单元有最佳学习率，至少需要 ${whole(needed)} 个。`,
  "law-no-minimum": ({ cells, lowest, highest, broke }) =>
    `${whole(cells)} 个单元中没有一个显示谷底：${whole(lowest)} 个的最低损失在最低的学习率，${whole(highest)} 个在最高的学习率，${whole(broke)} 个全部失败。请向那一侧扩大范围。`,
  "law-not-varied": ({ factor, value, at, exponent, standardDeviation }) =>
    `“${factor}” 在所有单元中都是 ${formatFigure(value)}，而该点是 ${formatFigure(at)}：学习率如何随它移动没有测量过，区间只包含测量之前的信念（指数 ${formatFigure(exponent)}，上下 ${formatFigure(standardDeviation)}）。请在它的另一个值上测量。`,
  "law-too-far": ({ factor, decades, most, from, to }) =>
    `“${factor}” 超出测量范围${from === undefined || to === undefined ? "" : `（${from === to ? formatFigure(from) : `${formatFigure(from)} 到 ${formatFigure(to)}`}）`} ${formatFigure(decades)} 个数量级：超过 ${formatFigure(most)} 个数量级就没有测量能支持。请先测量更近的单元。`,
  "law-contradicting": ({ scatterLog10, most }) =>
    `各单元相互矛盾：最佳学习率在任何规律周围波动 ${formatFigure(scatterLog10)} 个数量级（允许 ${formatFigure(most)}）。损失可能来自不同的训练，或缺少一个因素。`,
} satisfies Partial<Sayings<NoteCode>>;
