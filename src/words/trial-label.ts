import type { Words } from "./en/report.ts";

/**
 * What a training was for, in a language: the labels that the finder itself gives (`probe at 0.01`,
 * `constant 0.01 (the default of adam)`) have words there; any other stays as it is.
 */
export function trialLabel(label: string, words: Words): string {
  if (words.tag === "en") return label;
  const [, title] = /^verification: (.*)$/.exec(label) ?? [];
  if (title !== undefined) return `验证：${title === "the plan" ? "计划" : chinese(title)}`;
  return chinese(label);
}

const CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^probe at (\S+)$/, "学习率 $1 的试训"],
  [/^ladder at (\S+)$/, "阶梯中的学习率 $1"],
  [/^constant (\S+) \(the default of (.+)\)$/, "恒定 $1（$2 的默认值）"],
  [/^cosine from (\S+)$/, "余弦衰减，最高 $1"],
  [/^step decay from (\S+)$/, "阶梯衰减，最高 $1"],
  [/^warmup-stable-decay from (\S+)$/, "预热–稳定–衰减，最高 $1"],
];

function chinese(label: string): string {
  const known = CHINESE.find(([pattern]) => pattern.test(label));
  return known ? label.replace(known[0], known[1]) : label;
}
