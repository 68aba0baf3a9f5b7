import type { Words } from "../words.ts";
import { FACTOR_KINDS, UNITS } from "./names.ts";

/** The page of a law. */
export const law: Words["law"] = {
  pageTitle: (name) => `学习率的规律：${name} · lr-finder`,
  kicker: "学习率的规律",
  skip: "跳到结论",
  answer: (at) => (at === "" ? "学习率" : `${at} 时的学习率`),
  noPoint: "没有指定要预测的点",
  none: (at) => (at === "" ? "没有学习率" : `${at} 时没有学习率`),
  intervals: (low, high, lower, higher) =>
    `100 次中有 80 次最佳值在 ${low} 到 ${high} 之间，95 次在 ${lower} 到 ${higher} 之间。`,
  schedule: (kind, steps, warmup) => `调度：${kind}，共 ${steps} 次更新，其中预热 ${warmup} 次。`,
  point: (name, value) => `${name} ${value}`,
  warnings: "首先要知道",
  reasons: "依据",
  next: "下一步测量什么",
  nextText: (at, lrs, low, high) =>
    `${at}，学习率 ${lrs.join("、")}：80 % 区间将缩小到 ${low} 至 ${high}。`,
  nextCost: (percent) => `那里一次训练的代价是该点的 ${percent} %。`,
  valleys: "每个单元的低谷",
  valleysSummary: (cells, from, to) =>
    `${cells} 个单元中，损失高出该单元最低值的部分与学习率的关系；最佳学习率从 ${from} 到 ${to}。`,
  valleysSome: (shown, of) => `${of} 个单元中画出了离该点最近的 ${shown} 个。`,
  joined: "各最佳学习率的连线",
  lrAxis: "学习率",
  lossAxis: "高出单元最低损失的部分",
  against: (name) => `学习率与 ${name}`,
  againstSummary: (name, exponent, low, high) =>
    `在各单元之间，最佳学习率随 ${name} 的 ${exponent} 次方移动（80 %：${low} 到 ${high}）。`,
  againstBend: (bend) => `每个数量级，该次方改变 ${bend}。`,
  heldAt: (at) => `线与带把其他因素固定在 ${at}。`,
  cells: "单元",
  line: "规律",
  band: "80 % 区间",
  target: "该点",
  factorsTitle: "学习率如何移动",
  factorsCaption: "各单元之间每个因素的次方。未知：该因素处处只有一个值。",
  factorsColumns: ["因素", "种类", "次方", "80 % 区间", "每个数量级的变化", "测量前的信念"],
  unknown: "未知",
  kind: (kind, unit) =>
    unit === undefined ? FACTOR_KINDS[kind] : `${FACTOR_KINDS[kind]}（${UNITS[unit]}）`,
  belief: (exponent, deviation) => `${exponent} ± ${deviation}`,
  cellsTitle: "单元",
  cellsCaption: "每个组合的最佳学习率、其标准误差，以及与规律的差距（数量级）。",
  cellsColumns: ["最佳学习率", "误差", "与规律之差", "行数", "备注"],
  broke: "训练全部失败",
  edge: { lowest: "在尝试过的最低学习率", highest: "在尝试过的最高学习率" },
  published: {
    sqrt: "批大小的平方根（arXiv 2205.10287）",
    linear: "与批大小成正比（arXiv 1706.02677）",
    bjorckHorizon: "−0.32 次方（arXiv 2409.19913）",
    power: "−0.51 次方（arXiv 2408.13359）",
    bjorckSize: "−0.23 次方（arXiv 2409.19913）",
    stepSize: "−0.71 次方（arXiv 2503.04715）",
  },
  publishedNote: "虚线：已发表的规律，画过各单元的中间；它们互相矛盾，没有一个被内置。",
};
