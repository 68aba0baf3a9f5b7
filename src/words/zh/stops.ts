import type { Place } from "../../contract/index.ts";
import type { StopTexts } from "../words.ts";
import { count, format } from "./format.ts";

/** Why a sweep or a training ended, in Chinese. */
export const stops: StopTexts = {
  completed: ({ steps }) => `全部 ${count(steps)} 步已完成`,
  "loss-above": ({ limit, inARow, startLoss, bestLoss, at }) =>
    `损失${placed(at)}发散：连续 ${inARow} 步高于 ${format.loss(limit)}（起始 ${format.loss(startLoss)}，最低 ${format.loss(bestLoss)}）`,
  "drop-lost": ({ limit, inARow, startLoss, bestLoss, at }) =>
    `损失${placed(at)}发散：连续 ${inARow} 步回到 ${format.loss(limit)} 以上（起始 ${format.loss(startLoss)}，最低 ${format.loss(bestLoss)}）`,
  "smoothed-above": ({ smoothed, limit, factor, bestLoss, at }) =>
    `损失${placed(at)}发散：平滑损失 ${format.loss(smoothed)} 高于上限 ${format.loss(limit)}（倍数 ${factor}，最低 ${format.loss(bestLoss)}）`,
  diverged: ({ at }) => `损失${placed(at)}发散`,
  "loss-not-finite": ({ loss, at }) => `损失${placed(at)}变为 ${loss}`,
  "updates-skipped": ({ inARow, at }) =>
    inARow === undefined
      ? `${at === undefined ? "" : `${placed(at)}之后的`}更新接连被跳过`
      : `${placed(at)}接连 ${inARow} 次更新被跳过`,
  abandoned: ({ stepsDone }) => `明显落后，${count(stepsDone)} 步后提前放弃`,
  cancelled: ({ stepsDone, at }) => {
    if (at !== undefined) return `${placed(at)}之前已取消`;
    return stepsDone === 0 ? "在第一步之前已取消" : `${count(stepsDone)} 步后已取消`;
  },
  "trainer-failed": ({ message, at }) => `训练程序${placed(at)}出错：${message}`,
  "journal-ends": () => "记录到此为止",
  "log-ends": ({ lr }) => `日志到学习率 ${format.lr(lr)} 为止`,
  "log-not-finite": ({ loss, lr, entry }) =>
    `损失在学习率 ${format.lr(lr)}（第 ${count(entry)} 条记录）处为 ${loss}`,
  "no-sweep": ({ rungs, steps }) =>
    `没有扫描：试了 ${count(rungs)} 个学习率，每个 ${count(steps)} 步`,
  "no-step": () => "一步也没有进行",
};

function placed(at: Place | undefined): string {
  if (at === undefined) return "";
  const { stepIndex, steps, lr } = at;
  const of = steps === undefined ? "" : `共 ${count(steps)} 步，`;
  return `在第 ${count(stepIndex + 1)} 步（${of}学习率 ${format.lr(lr)}）`;
}
