import { formatLr } from "../core/format.ts";
import type { Words } from "./en/report.ts";
import { clean, count } from "./text.ts";

/** What is known of the end of a sweep or a training; both have it. */
export interface Ended {
  readonly stopReason: string;
  /** In English, without a full stop. */
  readonly stopDetail: string;
  readonly lrs: readonly number[];
  readonly losses: readonly number[];
  /** Zero-based steps of the losses, where some were left out. @default 0, 1, … */
  readonly stepIndices?: readonly number[];
}

/** Characters of a trainer's own message that are shown. */
const MESSAGE = 300;

/**
 * Why a sweep or a training ended, as a clause without a full stop: its own `stopDetail` in
 * English; in another language made from the reason and the last step. What a trainer said in its
 * own words stays as it is.
 */
export function stopText(ended: Ended, words: Words): string {
  const detail = clean(ended.stopDetail, MESSAGE);
  if (words.tag === "en" || !Object.hasOwn(CHINESE, ended.stopReason)) return detail;
  return CHINESE[ended.stopReason]?.(ended, detail) ?? detail;
}

const CHINESE: Readonly<Record<string, (ended: Ended, detail: string) => string>> = {
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
  return lr === undefined ? "" : `在第 ${count(step)} 步（学习率 ${formatLr(lr)}）`;
}
