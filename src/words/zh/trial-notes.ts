import type { StopCode, StopOf } from "../../contract/index.ts";
import type { NoteCode, NoteData } from "../../contract/make-note.ts";
import { lossesApart } from "../../core/format.ts";
import type { Sayings } from "../words.ts";
import { format, whole } from "./format.ts";
import { stops } from "./stops.ts";

/** Below this share of the whole fall one training each cannot tell two sides apart. */
const TIE_SHARE = 0.01;

const LOSSES = { "held-out": "验证集损失", training: "训练损失" };

const SIDES = { "default-lr": "库默认的恒定学习率", "runner-up": "备选调度" };

function stopSaid<Code extends StopCode>(stop: StopOf<Code>): string {
  return stops[stop.code as Code](stop);
}

function sideOf(role: keyof typeof SIDES, lr: number | undefined): string {
  if (lr === undefined) return SIDES[role];
  return role === "default-lr"
    ? `${SIDES[role]} ${format.lr(lr)} `
    : `${SIDES[role]}（最高 ${format.lr(lr)}）`;
}

function compared({
  role,
  loss,
  otherLoss,
  kind,
  lowerShare,
  otherLr,
  stop,
}: NoteData["verified-default-lr"]): string {
  const [other, name] = [sideOf(role, otherLr), LOSSES[kind]];
  const [isEnded, isOtherEnded] = [Number.isFinite(loss), Number.isFinite(otherLoss)];
  const why = stop === undefined ? "" : `：${stopSaid(stop)}`;
  if (!isEnded && !isOtherEnded) return `计划与${other}都没有训练到底${why}。`;
  if (!isEnded)
    return `计划没有训练到底${why}；${other}最终的${name}为 ${format.loss(otherLoss)}。`;
  if (!isOtherEnded)
    return `${other}没有训练到底${why}；计划最终的${name}为 ${format.loss(loss)}。`;
  const ends = `计划最终的${name}为 ${format.loss(loss)}；${other}为 ${format.loss(otherLoss)}`;
  if (lowerShare === null || !Number.isFinite(lowerShare) || loss === otherLoss) {
    return `${ends}，两者相同。`;
  }
  const percent = format.number(Number((100 * Math.abs(lowerShare)).toPrecision(2)));
  const tie = Math.abs(lowerShare) < TIE_SHARE ? "，小到无法区分" : "";
  return `${ends}，比计划${lowerShare > 0 ? "高" : "低"} ${format.loss(Math.abs(otherLoss - loss))}，差距为全部下降的 ${percent} %${tie}。`;
}

/** Notes on the verification and the manual ladder. */
export const trialNotes = {
  // Verification
  "not-verified": ({ cause, why }) =>
    cause === "no-plan"
      ? "没有建议，因此没有可验证的计划。"
      : cause === "cancelled"
        ? "验证已取消，没有进行到底。"
        : `验证没有进行到底：${why}`,
  "verified-default-lr": compared,
  "verified-runner-up": compared,
  "verification-lost": ({ role, bestLoss, lr }) =>
    `这里计划没有胜出：${sideOf(role, lr)}最终最低（${format.loss(bestLoss)}）。各训练一次只是很弱的证据，但也只有这些：若您的训练不比这更长，就用${role === "default-lr" ? `恒定的${lr === undefined ? "学习率" : ` ${format.lr(lr)}`}，或用更大的 --budget 重新寻找` : "备选调度"}。`,
  "verification-over-fitting": ({ bestStep, best, end }) =>
    `过拟合：验证集损失在第 ${whole(bestStep)} 步最低（${lossesApart(best, end).join("），之后升到 ")}，而训练损失没有上升。请提前停止：保留第 ${whole(bestStep)} 步的检查点，下次让调度大约在那里结束；或者把学习率降到三分之一，加强权重衰减或 dropout，增加或增强数据，或换更小的模型。`,
  "verification-short": ({ steps, totalSteps }) =>
    `各方都只训练了 ${whole(steps)} 步，而计划是 ${whole(totalSteps)} 步，调度被压缩到这个长度：在整个训练中差别可能不同。`,
  "verification-training-loss": () =>
    "训练程序没有验证集损失：比较的是最后十分之一的训练损失，看不出过拟合。",
  // The manual ladder
  "ladder-choice": ({ rungs, lr, end, atEnd }) =>
    `在 ${whole(rungs)} 个学习率中，${format.lr(lr)} 最终最低，为 ${format.loss(end)}。${atEnd ? "它位于阶梯的一端：更远处没有试过。" : ""}`,
  "ladder-none": () =>
    "阶梯中没有一个学习率降低了损失。若训练发散，请用 --ladder 尝试更低的学习率，并检查数据中是否有损坏的行；若没有发散，请尝试更高的学习率，并检查模型能否从这些数据中学习。",
  "ladder-rung": ({ lr, verdict, start, end, kind, steps, besideLr, loss, step }) => {
    const times = (factor: number) => format.lr(lr * factor);
    const change = `${LOSSES[kind]}在 ${whole(steps)} 步内从 ${format.loss(start)} 变为 ${format.loss(end)}`;
    if (verdict === "diverged") {
      const seen = Number.isFinite(end)
        ? `${change}，模型没有学好`
        : loss === undefined || step === undefined
          ? `损失在 ${whole(steps)} 步内发散`
          : `损失在第 ${whole(step)} 步变为 ${loss}`;
      return `${format.lr(lr)}：${seen}；请用十分之一的学习率（${times(0.1)}）。`;
    }
    if (verdict === "oscillating") {
      return `${format.lr(lr)}：${change}，上下振荡；请用三分之一到十分之一的学习率（${times(0.1)} 至 ${times(1 / 3)}）。`;
    }
    if (verdict === "too-slow") {
      return `${format.lr(lr)}：${change}，${besideLr === undefined ? "" : `与 ${format.lr(besideLr)} 相比`}太慢；请用五到十倍的学习率（${times(5)} 至 ${times(10)}）。`;
    }
    return `${format.lr(lr)}：${change}；没有异常。`;
  },
} satisfies Partial<Sayings<NoteCode>>;
