import { maxOf, minOf } from "../../core/stats.ts";
import { nameIn } from "../text.ts";
import type { Words } from "../words.ts";
import { dataNotes } from "./data-notes.ts";
import { derivation } from "./derivation.ts";
import { diagnosisNotes } from "./findings.ts";
import { format, heldOutAdvice, list, short, whole } from "./format.ts";
import { lawNotes } from "./law-notes.ts";
import { planNotes } from "./plan-notes.ts";
import { trialNotes } from "./trial-notes.ts";

/** Every note in Chinese, by its code, but for the remarks. */
export const notes: NonNullable<Words["notes"]> = {
  ...planNotes,
  ...trialNotes,
  ...dataNotes,
  ...lawNotes,
  ...diagnosisNotes,
  // The suggestion
  "centred-minimum": (data) => derivation(data),
  "above-lowest": ({ lr, lowestLr, toLr, why }) =>
    `${format.lr(lr)} 位于平滑训练损失再次上升之处（它在学习率 ${format.lr(lowestLr)} 处最低${format.lr(lowestLr) === format.lr(toLr) ? "" : `，在噪声范围内直到 ${format.lr(toLr)}`}）：${RAISED[why]}。--budget standard 会用其附近的学习率实际训练。`,
  overfitting: ({ stableLr, lr }) =>
    `由过拟合决定：训练损失远低于验证集损失，因此以 ${format.lr(stableLr)} 训练全程会过早越过最佳点。${format.lr(lr)} 到结束时恰好到达；或者以不超过 ${format.lr(stableLr)} 训练并提前停止，或加强正则化、增加数据。`,
  probes: ({
    probes,
    probeSteps,
    startLoss,
    bestLoss,
    bestLr,
    probedLr,
    sweepLr,
    sweepWeight = 0,
    totalSteps,
    lr,
    of,
  }) =>
    `${whole(probes)} 次试训，每次 ${whole(probeSteps)} 步并逐渐降温，起点相同：${of === undefined ? "" : LOSSES[of]}损失从 ${format.loss(startLoss)} 降到 ${format.loss(bestLoss)}（学习率 ${format.lr(bestLr)}）${bestLr === probedLr ? "" : `，而 ${format.lr(probedLr)} 是同样好的最低学习率`}。${sweepLr === undefined ? "" : `仅凭扫描得到的值也占 ${Math.round(100 * sweepWeight)} %。`}${
      lr === undefined
        ? ""
        : totalSteps > probeSteps
          ? `对 ${whole(totalSteps)} 步来说，由此得到 ${format.lr(lr)}${lr < probedLr ? "：训练越长，能承受的学习率越低，多数测量如此（arXiv 2409.19913），但并非全部（arXiv 2503.04715）" : ""}。`
          : `由此得到 ${format.lr(lr)}。`
    }`,
  "probes-no-gain": ({ startLoss, bestLoss }) =>
    `没有一次试训降低了验证集损失（起始 ${format.loss(startLoss)}，最好 ${format.loss(bestLoss)}）：模型可能已是最好状态、立即过拟合，或需要更长的预热。学习率取自扫描本身。`,
  "short-sweep": ({ times, sweepSteps }) =>
    `训练长度是扫描（${whole(sweepSteps)} 步）的 ${whole(times)} 倍，而所见只有扫描：对这么长的训练，学习率只是外推。--budget thorough 会训练得更久；--verify 会把计划与库的默认值一起训练。`,
  "short-probes": ({ probeSteps, times }) =>
    `训练长度是一次试训（${whole(probeSteps)} 步）的 ${whole(times)} 倍：之后的情况没有试训见过。--verify 会把计划与库的默认值一起训练。`,
  "probe-at-edge": ({ side, lr }) =>
    `最好的试训用的是尝试过的${side === "lowest" ? "最低" : "最高"}学习率 ${format.lr(lr)}：更远处可能更好。--budget thorough 会多试几个。`,
  "overfit-uncertain": () =>
    "验证集损失落后于训练损失，但到试训结束时尚未回升：模型多久后过拟合只是估计。请留意验证集损失，并在其最低处停止。",
  "hardly-learned": ({ share, probeSteps }) =>
    `${probeSteps === undefined ? "试训结束时" : `${whole(probeSteps)} 步之后`}起始损失还剩 ${Math.round(100 * share)} %：训练可能停在平台上，短的试训看不出哪个学习率先离开它；也可能目标大多是噪声。--verify 会把计划与库的默认值一起训练。`,
  "sweep-unclear": () => "仅凭扫描看不出明确的最低处：学习率只依据试训。",
  "sweep-agrees": ({ sweepLr }) => `仅凭扫描会得到 ${format.lr(sweepLr)}。`,
  "sweep-disagrees": ({ sweepLr, decades }) =>
    `仅凭扫描会得到 ${format.lr(sweepLr)}，相差 ${decades.toFixed(1)} 个数量级：试训是更好的依据，但两者都请看一看。`,
  "rounds-agree": ({ decades }) =>
    `两轮数据顺序不同的试训相差在 ${decades.toFixed(1)} 个数量级之内。`,
  "rounds-disagree": ({ decades }) =>
    `两轮数据顺序不同的试训相差 ${decades.toFixed(1)} 个数量级：由噪声决定。`,
  "no-held-out": () => "训练程序无法评估验证集：各次训练按训练损失比较，看不出过拟合。",
  "whole-runs": ({
    runs,
    steps,
    lrs,
    lr,
    startLoss,
    endLoss,
    bestLoss,
    for: aim,
    kind,
    divisions,
  }) =>
    `按计划的调度完整训练 ${whole(runs)} 次，每次 ${whole(steps)} 步，学习率为 ${lrs.map((each) => format.lr(each)).join("、")}：${format.lr(lr)} 使${kind === undefined ? "" : LOSSES[kind]}损失从 ${format.loss(startLoss)} 降到结束时的 ${format.loss(endLoss)}，最佳检查点为 ${format.loss(bestLoss)}。${divisions === undefined ? "" : `由于留出的行很少，共用了 ${whole(divisions)} 种训练行与留出行的划分。`}结论针对${aim === "end" ? "结束时" : "最佳检查点"}的损失。`,
  "whole-runs-no-gain": ({ runs }) =>
    `${whole(runs)} 次完整训练结束时都没有低于起始损失：模型可能已是最好状态，或立即过拟合。学习率取自扫描和试训。`,
  grid: ({ runs, points, fromLr, toLr, bestLr, loss, lr }) =>
    `在 ${format.lr(fromLr)} 到 ${format.lr(toLr)} 之间的 ${whole(points)} 个学习率上训练了 ${whole(runs)} 次：${format.lr(bestLr)} 的损失最低（${format.loss(loss)}），其周围低谷的谷底在 ${format.lr(lr)}。`,
  "grid-at-edge": ({ lr, side }) =>
    `最好的训练用的是网格中${side === "lowest" ? "最低" : "最高"}的学习率 ${format.lr(lr)}：更远处可能更好。请试 ${format.lr(side === "lowest" ? lr / 3 : lr * 3)}。`,
  "grid-single": () =>
    "每个学习率只训练了一次：差别中有多少是运气，无从得知。请用其他种子重复最好的几个。",
  "grid-noise": ({ lr, others }) =>
    `从同一学习率的各次训练之间的差别看，${others.map((other) => format.lr(other)).join("、")} 可能与 ${format.lr(lr)} 一样好。`,
  "whole-run-at-edge": ({ side, lr, isEnd }) =>
    `最好的完整训练用的是尝试过的${side === "lowest" ? "最低" : "最高"}学习率 ${format.lr(lr)}：更远处可能更好。${isEnd ? "提高 --end-lr 或增大 --budget 可以继续向上试。" : "更大的 --budget 会多试几个。"}`,
  "whole-runs-other-lower": ({ lr, otherLr, difference, share, error, why, for: aim }) =>
    `学习率 ${format.lr(otherLr)} 的${aim === "end" ? "最终损失" : "最佳检查点"}低 ${format.loss(difference)}（训练所得的 ${short(100 * share)} %${error === undefined ? "" : `，噪声为 ${format.loss(error)}`}）；${NOT_CHOSEN[why](format.lr(lr))}。`,
  "whole-runs-broke": ({ lr, runs, broke }) =>
    `学习率 ${format.lr(lr)} 的 ${whole(runs)} 次完整训练中有 ${whole(broke)} 次中途失败：下一次能否成功全凭运气。请尝试更低的学习率（--end-lr），缩放输入和目标，或裁剪梯度。`,
  "whole-runs-overfit": ({ lr, bestLoss, endLoss }) =>
    `由过拟合决定：学习率 ${format.lr(lr)} 的完整训练在留出行上曾降到 ${format.loss(bestLoss)}，结束时为 ${format.loss(endLoss)}。请保留最佳检查点，或提前停止、加强正则化、增加数据。`,
  "whole-runs-hardly": ({ share }) =>
    `最好的完整训练也只让起始损失降低了不到 ${Number((100 * share).toPrecision(2))} %：${
      share < 0.01
        ? "在尝试过的学习率下模型几乎学不到东西。请检查输入和目标的尺度以及模型，或在别处搜索（--start-lr、--end-lr）。"
        : "可能已学到能学的全部，也可能停在平台上，何时离开全凭运气。"
    }`,
  "whole-runs-next-broke": ({ lr, nextLr }) =>
    `再高一档的学习率 ${format.lr(nextLr)} 的完整训练中途失败：换一个起点，${format.lr(lr)} 也可能失败。`,
  "whole-runs-noise": ({ otherLr, share, unknown }) =>
    unknown
      ? "各次训练之间的差异有多少是运气无从得知：没有两次训练能显示其损失的噪声。"
      : `计入留出行和训练本身的噪声，学习率 ${format.lr(otherLr)} 最多可能好出训练所得的 ${short(100 * share)} %。`,
  "few-held-out-rows": ({ passes, wanted, rows }) =>
    `${rows === undefined ? "行数未知的" : `${whole(rows)} 行`}留出数据难以说明把数据训练 ${whole(passes)} 遍后过拟合到什么程度：请保留最佳检查点，或留出至少 ${whole(wanted)} 行${rows === undefined ? "，并让 `evaluate` 返回行数" : ""}。`,
  "other-aim": ({ for: aim, lr, loss }) => {
    const reached = loss === undefined ? "" : `（${format.loss(loss)}）`;
    const how = loss === undefined ? "更好" : "的结果更低";
    return aim === "best"
      ? `若提前停止或保留最佳检查点，${format.lr(lr)} ${how}${reached}：--for best。`
      : `若看训练结束时的损失，${format.lr(lr)} ${how}${reached}：--for end。`;
  },
  rule: ({ rule, beware, lr }) =>
    `${lr === undefined ? "此值" : `学习率 ${format.lr(lr)} `}由规则 ${rule} 选出。${beware === undefined ? "" : "请注意：在该规则所看的范围内损失没有下降，此值说明不了什么。"}`,
  "clear-minimum": ({ startLoss, drop, noise }) =>
    `损失从 ${format.loss(startLoss)} 下降了 ${format.loss(drop)}，远大于每步的噪声 ${format.loss(noise)}。`,
  noisy: ({ startLoss, drop, noise, heldOutLosses, hardly }) =>
    `损失从 ${format.loss(startLoss)} 下降了 ${format.loss(drop)}，而每步的噪声为 ${format.loss(noise)}：${hardly ? "下降与噪声几乎无法区分。" : ""}请增大批大小、--repeats 或 --steps，使最低处更清楚。${heldOutAdvice(heldOutLosses)}`,
  "few-points-per-decade": ({ perDecade, aroundLr }) =>
    `${aroundLr === undefined ? "最低处" : ` ${format.lr(aroundLr)} `}附近每个数量级只有 ${format.number(Math.round(perDecade * 10) / 10)} 个学习率：请增加 --steps，或缩小 --start-lr 与 --end-lr 的范围。`,
  "starts-too-high": ({ firstLr, below, linear }) => {
    const lower = `请降低 --start-lr（例如到 ${format.lr(firstLr / 100)}）`;
    if (below === undefined) {
      return `损失从扫描一开始就在下降，或建议值低于尝试过的最低学习率 ${format.lr(firstLr)}：${lower}再运行一次。`;
    }
    return below
      ? `建议值低于尝试过的最低学习率 ${format.lr(firstLr)}：${lower}再运行一次。`
      : `损失从最初几步就在下降，因此没有看到它真正的起点：${linear ? "请改用指数扫描" : lower}。`;
  },
  "no-rise": ({ lastLr }) =>
    `到尝试过的最高学习率 ${format.lr(lastLr)} 为止，损失没有再上升：更高的学习率可能同样好。请提高 --end-lr，看看它在哪里崩溃。`,
  "learns-by-heart": ({ lr, stableLr, passes, parametersARow }) =>
    `每行数据有 ${short(parametersARow)} 个参数，把数据训练 ${whole(passes)} 遍很可能会背下它们，而短扫描看不出来：若看结束时的损失，学习率已从 ${format.lr(stableLr)} 降到 ${format.lr(lr)}。--budget standard 会去查看。`,
  "floor-reached": ({ lr }) =>
    `从学习率 ${format.lr(lr)} 起，训练损失已到最低处，任何步长都不再改变什么：更高的学习率没有被检验，并不等于安全。完整训练可以知道：--budget full。`,
  "held-out-rises": ({ lowestLr, rise }) =>
    `验证集损失在学习率 ${format.lr(lowestLr)} 处最低，之后训练损失仍在下降时它已上升 ${format.loss(rise)}：请考虑提前停止、更强的正则化或更低的学习率。`,
  "single-run": () => "只扫描了一次：换一个种子可能得到不同的结果。用 --repeats 3 可以知道。",
  "wide-range": ({ low, high, decades, heldOutLosses, runs = 2 }) =>
    `仅噪声就会使建议值在 ${format.lr(low)} 与 ${format.lr(high)} 之间移动（${decades.toFixed(1)} 个数量级）：${runs > 1 ? "更多 --repeats " : "--repeats 3 "}或更大的批可以缩小这个范围。${heldOutAdvice(heldOutLosses)}`,
  "hardly-told-apart": ({ low, high, decades }) =>
    `从 ${format.lr(low)} 到 ${format.lr(high)}（${decades.toFixed(1)} 个数量级）的学习率效果都差不多：所测的数据几乎分不出它们。更多留出的行、重复或更大的 --budget 能分辨得更清楚。`,
  "rules-agree": ({ middleLr, votes }) =>
    `另外 ${whole(votes.length)} 个规则在一个数量级之内与它一致（其中位数为 ${format.lr(middleLr)}）。`,
  "rules-disagree": ({ middleLr, decades }) =>
    `其他规则的中位数为 ${format.lr(middleLr)}，相差 ${decades.toFixed(1)} 个数量级：在相信任何一个之前请先看曲线；更多 --steps 或 --repeats 可能会有定论。`,
  // The search
  "range-extended": ({ side, fromLr, toLr, atLr, loss }) =>
    side === "scaled"
      ? `起始损失为 ${format.loss(loss ?? Number.NaN)}，最初几步随其平方根变大，学习率 ${format.lr(atLr)} 就可能使网络崩溃：已从 ${format.lr(fromLr)} 到 ${format.lr(toLr)} 重新扫描。目标缩放后训练更好。`
      : side === "below"
        ? `扫描在最初的学习率（${format.lr(atLr)}）就崩溃了：已从 ${format.lr(fromLr)} 到 ${format.lr(toLr)} 重新扫描。`
        : `扫描到最后的学习率（${format.lr(atLr)}）时损失仍在下降：已从 ${format.lr(fromLr)} 到 ${format.lr(toLr)} 重新扫描。`,
  "budget-short": ({ name, held, least }) =>
    `预算 ${name} 只够 ${whole(held)} 步：已做 ${whole(least)} 步，这是能得出结论的最少步数。请多给一些时间。`,
  "budget-spent": ({ swept, budget }) =>
    `预算的 ${whole(budget)} 步训练中，扫描用去了 ${whole(swept)} 步：${swept < budget ? "几乎没有" : "没有"}剩下给试训的。请减少 --steps 或 --repeats，或提高 --budget。`,
  "journal-incomplete": () => "运行记录 journal.jsonl 未能写到最后；这里的结果不受影响。",
  "resumed-unchecked": () =>
    "继续的运行记录由旧版本写成，其中没有记下模型和数据是什么：它们是否相同，无法核对。",
  "resumed-arithmetic": ({ before, after }) =>
    `继续的运行记录始于 ${before}，现在用 ${after}：损失的最后几位可能与一次跑完时不同。`,
  "study-tasks-failed": ({ failed }) =>
    `有 ${whole(failed)} 个任务失败，缺少其结果；用 --only-failed 再试一次。`,
  "study-other-results": ({ other }) =>
    `有 ${whole(other)} 个结果属于已不在研究中的任务（某个轴少了值，或训练的内容变了）：它们被保留，但不计入。`,
  "study-other-batch": ({ tasks, axis, wanted, trained }) =>
    `有 ${whole(tasks)} 个任务训练时的批大小与 ${axis} 不同（应为 ${whole(wanted)}，训练程序报告 ${whole(trained)}）：这个轴可能不起作用。`,
  "study-law-left-out": ({ tasks, most }) =>
    `已完成 ${whole(tasks)} 个任务，超过 ${whole(most)} 个：这里没有拟合规律；lr-finder law 可以拟合，但需要更长时间。`,
  cancelled: ({ during = "sweep" }) =>
    during === "sweep"
      ? "扫描被取消：这里的一切都来自取消之前的步骤。"
      : "比较学习率的训练被取消：这里的一切都来自取消之前所做的部分。",
  "repeats-differ": ({ runs }) =>
    `${whole(runs.length)} 次扫描的结束方式不同：${list(runs.map(({ seed, stopReason }) => `种子 ${seed} ${nameIn(ENDS, stopReason, 40)}`))}。`,
  "held-out-differs": ({ losses }) =>
    `训练程序的 \`restore\` 没有恢复评估所读取的全部状态：从同一快照开始的训练，第一步之前的验证集损失从 ${lowHigh(losses).join(" 到 ")} 各不相同，因此无法比较。请检查未恢复的权重平均、统计量或计数器（Python 中：写入 \`serve\` 的 \`also=\`），或每次使用不同行的评估。`,
  "no-better-than-constant": ({ lowestLoss, constantLoss, is, fewRows }) =>
    fewRows !== undefined
      ? `${whole(fewRows)} 行验证数据看不出是否学到了东西：所有训练的最低验证集损失为 ${format.loss(lowestLoss)}，而对每一行都回答${ANSWERS[is]}的损失为 ${format.loss(constantLoss)}；这么多次训练中最幸运的一次，在这么少的行上什么也没学到也可能达到。请留出更多的行，或增加数据。`
      : `没有一次训练明显好于恒定的回答：所有训练的最低验证集损失为 ${format.loss(lowestLoss)}，而对每一行都回答${ANSWERS[is]}的损失为 ${format.loss(constantLoss)}。损失的下降只是消除了模型起始时的误差，由此读出的学习率说明不了学习。请检查输入是否真的与目标有关（列是否正确、行与目标是否对应）；需要更久才开始学习的模型，可用 --budget thorough 看出来。`,
  "held-out-not-finite": ({ loss, evaluations }) =>
    `训练程序的 ${whole(evaluations)} 次评估都没有给出有限的损失（${loss}），而训练损失是有限的：验证集损失在此毫无意义。请检查留出的行（是否为空、缺少标签或含有非有限的数），以及评估所计算的内容（对 0 取对数、除以 0）。`,
  "state-not-named": ({ names, kinds, harmless, heldOut }) =>
    harmless !== undefined
      ? `训练会改变 ${names.join("、")}，因为没有人指明，\`restore\` 不会恢复。这没有影响：从同一快照开始的 ${whole(harmless)} 次训练，起始的损失${heldOut ? "和此前的验证集损失都" : ""}完全相同。若之后的步骤或评估会读取，可在 Python 中写入 also=[${names.join(", ")}]。`
      : `训练会改变 ${names.map((name, i) => (kinds[i] ? `${name}（${kinds[i]}）` : name)).join("、")}，而 \`restore\` 不会恢复，因为没有人指明：若步骤或评估会读取它们，被比较的训练起点就并不相同。Python 中：also=[${names.join(", ")}]，每一项须有 state_dict 与 load_state_dict，或为张量，或为一对函数 (get, set)。`,
  "restore-differs": ({ cause = "restore", firstLosses }) =>
    RESTORE_DIFFERS[cause](...lowHigh(firstLosses)),
};

const NOT_CHOSEN = {
  "both-losses": (lr: string) => `最终损失与最佳检查点合起来看，${lr} 更好`,
  "fewer-runs": (lr: string) => `它训练的次数较少，一次幸运的训练不足以胜过 ${lr}`,
  usual: (lr: string) => `相差这么小，两者同样好，而 ${lr} 更接近常用值`,
  "as-good": (lr: string) => `相差这么小，两者同样好，而 ${lr} 更稳妥`,
} as const;

const ANSWERS = {
  mean: "目标的均值",
  median: "目标的中位数",
  "class-shares": "各类别的比例",
} as const;

const RAISED = {
  "held-out": "验证集损失的最低处更高，也计算在内",
  noise: "在噪声范围内更高处也同样低，取的是其中间",
  usual: "该优化器的常用值也计算在内",
  length: "这么短的训练能承受更高的学习率",
} as const;

const LOSSES = { "held-out": "验证集", training: "训练" } as const;

const ENDS: Readonly<Record<string, string>> = {
  completed: "完成",
  diverged: "发散",
  "non-finite": "损失非有限值",
  "trainer-ended": "训练程序结束",
  cancelled: "已取消",
};

/** The lowest and the highest of losses that should be equal. */
function lowHigh(losses: readonly number[]): [string, string] {
  const finite = losses.filter(Number.isFinite);
  return [format.loss(minOf(finite)), format.loss(maxOf(finite))];
}

const RESTORE_DIFFERS = {
  restore: (low: string, high: string) =>
    `训练程序的 \`restore\` 没有恢复状态：从同一快照开始的训练，起始损失从 ${low} 到 ${high} 各不相同。权重、优化器状态、随机状态和数据位置都必须恢复，否则试训无法比较。\`lr-finder protocol check\` 可显示更多。`,
  evaluation: (low: string, high: string) =>
    `训练程序的评估改变了训练：从同一快照开始的训练，第一步的损失因之前是否评估过验证集而为 ${low} 或 ${high}。请检查评估是否在训练、从训练数据的加载器取批次，或抽取了训练所需的随机数。`,
  "after-update": (low: string, high: string) =>
    `从同一快照开始的训练，第一步的损失从 ${low} 到 ${high}，该步的学习率越高相差越大：训练程序似乎给出了更新之后的损失。应给出更新之前该批次的损失（PyTorch 中：在 \`optimizer.step()\` 之前计算损失，并返回它）。`,
};
