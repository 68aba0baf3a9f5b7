import type { Words } from "../words.ts";
import { count } from "./format.ts";
import { SCHEDULES } from "./names.ts";

/** Comments in the code of a schedule. */
export const code: Words["code"] = {
  planned: (kind, lr, steps) =>
    `${SCHEDULES[kind]}，从 ${lr} 开始，共 ${count(steps)} 步，由 lr-finder 计划。`,
  learningRate: "优化器一步的学习率，步数从 0 数起。",
  value: "优化器一步的值，步数从 0 数起。",
  traced: "优化器一步的值，步数从 0 数起；可被 jit 追踪。",
  setters: [
    "SGD 和 Momentum 把学习率保存在张量里，只有它们的 setter 能替换；Adam 等没有 setter，",
    "每一步都读取一个字段（在 TypeScript 中为 protected）。",
  ],
  ownLoop: "或者在您自己的循环里：",
  optimizer: "用于以 lr=BASE_LR 创建的优化器。",
  callback: "在优化器每一步之前设置学习率（steps_per_execution 必须为 1）。",
  goesOn: "已训练过的优化器从它停下的地方继续。",
  everyStep: "在优化器每一步之后，而不是每轮之后",
};
