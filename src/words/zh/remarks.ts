import type { Words } from "../words.ts";
import { format, heldOutAdvice, whole } from "./format.ts";

/** What a curve gives rise to at any settings, in Chinese, by its code. */
export const remarks: NonNullable<Words["remarks"]> = {
  // What single rules remark
  "rule-too-few-points": ({ needed, points }) =>
    `修剪之后至少需要 ${whole(needed)} 个点，只有 ${whole(points)} 个：请增加步数。`,
  "rule-short-curve": ({ points }) => `点太少：只有 ${whole(points)} 个。`,
  "rule-never-falls": () => "损失没有下降：此处上升最慢。",
  "rule-never-falls-first": () => "损失没有下降：fastai 给出它所看的第一个学习率。",
  "rule-lowest-at-first": () => "损失在 fastai 所看的第一个学习率处最低。",
  "rule-equal-lrs": () => "它所看的学习率全都相同。",
  "rule-no-sweep": () => "没有进行扫描。",
  "rule-no-fall": () => "曲线没有明显且到头的下降。",
  // No suggestion
  "too-few-points": (data) =>
    "rule" in data
      ? `规则 ${data.rule} 在这条曲线上给不出学习率：${data.needed === undefined || data.left === undefined ? `${whole(data.points)} 个点太少` : `修剪之后至少需要 ${whole(data.needed)} 个点，只有 ${whole(data.left)} 个`}，请增加 --steps。`
      : `只有 ${whole(data.points)} 个学习率有有限的损失，至少需要 ${whole(data.needed)} 个：请增加 --steps 或降低 --start-lr。`,
  "diverged-at-once": ({ divergedLr, fromLr, points, grid, linear }) =>
    grid
      ? `网格的 ${whole(points)} 个学习率都没有有限的损失：请试更低的，低于 ${format.lr(divergedLr)}。`
      : `损失在学习率 ${format.lr(divergedLr)} 处发散，就在扫描刚开始时：${linear ? "请改用指数扫描" : `请降低 --start-lr（例如到 ${format.lr((fromLr ?? divergedLr) / 1e3)}）`}，并检查输入和目标是否已缩放。`,
  rising: ({ startLoss, untilLr, heldOutLosses, linear }) =>
    `损失从未显著低于起始值 ${format.loss(startLoss)}，到学习率 ${format.lr(untilLr)} 时已高于它：若从第一步起就上升，${linear ? "请改用指数扫描" : "请降低 --start-lr"}；若模型已经训练好，这正是意料之中的（已没有可学的：微调请用远低于此的学习率）；否则请增大 --steps、--repeats 或批大小，并检查数据、目标和损失的符号。${heldOutAdvice(heldOutLosses)}`,
  flat: (data) =>
    "rule" in data
      ? `规则 ${data.rule} 在这条曲线上给不出学习率：它没有找到明显的下降。`
      : `从学习率 ${format.lr(data.fromLr)} 到 ${format.lr(data.toLr)}，损失一直停在 ${format.loss(data.startLoss)}（每步噪声 ${format.loss(data.noise)}）：请提高 --end-lr；若仍然平坦，请增大 --steps、--repeats 或批大小，并检查参数是否真的在训练。${heldOutAdvice(data.heldOutLosses)}`,
  "trainer-failed": ({ message, losses, step, steps, lr }) =>
    `训练程序${step === undefined ? "" : `在第 ${step + 1} 步${ofSteps(steps, lr)}`}出错：${message.replace(/\.$/, "")}。请先修正它${losses === 0 ? "" : `：此前的 ${losses} 个损失只是扫描的一部分`}。`,
  "loss-not-finite": ({ loss, step, steps, lr }) =>
    `第 ${step + 1} 步${ofSteps(steps, lr)}的损失为 ${lossName(loss)}，${step === 0 ? "此时尚未做任何更新" : "此前的损失没有变化：这么小的学习率不会使训练崩溃"}。请检查数据（第 ${step + 1} 个批次中的非数或无穷值、超出范围的目标）和损失（对 0 取对数、除以 0），而不是学习率。`,
  interrupted: ({ lr, endLr, stepsDone, steps }) =>
    `扫描在${steps === undefined ? "" : `共 ${whole(steps)} 步中的`}第 ${whole(stepsDone)} 步之后被中断${lr === null ? "" : `，当时学习率为 ${format.lr(lr)}${endLr === null ? "" : `（计划到 ${format.lr(endLr)}）`}`}：到那时为止的测量还不足以得出学习率。请让它运行到底。`,
  "still-falling": ({ lastLr, endLr, nextEndLr }) =>
    `在尝试过的最高学习率 ${format.lr(lastLr)} 处损失仍在下降，因此最佳学习率还在其上方：${
      nextEndLr !== undefined
        ? `请提高 --end-lr（例如到 ${format.lr(nextEndLr)}）`
        : endLr > lastLr
          ? `扫描没有到达计划的 ${format.lr(endLr)}，请让它运行到底`
          : "请提高 --end-lr，或让扫描运行到底"
    }。`,
};

/** What is not finite, in words. */
function lossName(loss: string): string {
  return loss === "NaN" ? "非数" : loss === "Infinity" ? "无穷大" : loss;
}

/** `（共 100 步，学习率 0.01）`. */
function ofSteps(steps: number | undefined, lr: number | undefined): string {
  const parts = [
    ...(steps === undefined ? [] : [`共 ${whole(steps)} 步`]),
    ...(lr === undefined ? [] : [`学习率 ${format.lr(lr)}`]),
  ];
  return parts.length === 0 ? "" : `（${parts.join("，")}）`;
}
