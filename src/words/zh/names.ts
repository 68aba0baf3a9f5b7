import type { AxisKind, HorizonUnit } from "../../contract/factor-kind.ts";
import type { PlanKind } from "../../contract/index.ts";

// Names of things that several sections speak of.

export const SCHEDULES: Readonly<Record<PlanKind, string>> = {
  cosine: "余弦退火",
  step: "阶梯衰减",
  "warmup-stable-decay": "预热–稳定–衰减",
};

/** What a factor is to the learning rate. */
export const FACTOR_KINDS: Readonly<Record<AxisKind, string>> = {
  batch: "批大小",
  horizon: "训练长度",
  size: "模型大小",
  plain: "其他设置",
  names: "名称",
};

export const UNITS: Readonly<Record<HorizonUnit, string>> = {
  updates: "更新次数",
  examples: "样本数",
};
