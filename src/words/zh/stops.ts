import type { Ended, Said } from "../words.ts";
import { count, format } from "./format.ts";

export const stops: Said["stops"] = {
  completed: ({ losses }) => `全部 ${count(losses.length)} 步已完成`,
  diverged: (ended) => `损失${at(ended)}发散`,
  "non-finite": (ended) => {
    const last = ended.losses.at(-1);
    if (last === undefined) return "更新接连被跳过";
    return Number.isFinite(last)
      ? `${at(ended)}之后的更新接连被跳过`
      : `损失${at(ended)}变为 ${String(last)}`;
  },
  abandoned: ({ losses }) => `明显落后，${count(losses.length)} 步后提前放弃`,
  cancelled: ({ losses }) =>
    losses.length === 0 ? "在第一步之前已取消" : `${count(losses.length)} 步后已取消`,
  "trainer-ended": (_, detail) =>
    detail === "the journal ends here" ? "记录到此为止" : `训练程序出错：${detail}`,
};

function at({ lrs, losses, stepIndices }: Ended): string {
  const step = (stepIndices?.at(-1) ?? losses.length - 1) + 1;
  const lr = lrs.at(-1);
  return lr === undefined ? "" : `在第 ${count(step)} 步（学习率 ${format.lr(lr)}）`;
}

export function trial(label: string): string {
  const [, title] = /^verification: (.*)$/.exec(label) ?? [];
  if (title !== undefined) return `验证：${title === "the plan" ? "计划" : purpose(title)}`;
  return purpose(label);
}

const PURPOSES: readonly (readonly [RegExp, string])[] = [
  [/^probe at (\S+)$/, "学习率 $1 的试训"],
  [/^ladder at (\S+)$/, "阶梯中的学习率 $1"],
  [/^constant (\S+) \(the default of (.+)\)$/, "恒定 $1（$2 的默认值）"],
  [/^cosine from (\S+)$/, "余弦衰减，最高 $1"],
  [/^step decay from (\S+)$/, "阶梯衰减，最高 $1"],
  [/^warmup-stable-decay from (\S+)$/, "预热–稳定–衰减，最高 $1"],
];

function purpose(label: string): string {
  const known = PURPOSES.find(([pattern]) => pattern.test(label));
  return known ? label.replace(known[0], known[1]) : label;
}
