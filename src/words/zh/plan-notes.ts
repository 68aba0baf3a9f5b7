import type { NoteCode, NoteData } from "../../contract/make-note.ts";
import { nameIn } from "../text.ts";
import type { Sayings } from "../words.ts";
import { count, format, list, short, whole } from "./format.ts";
import { SCHEDULES } from "./names.ts";

/** Notes on the plan. */
export const planNotes = {
  "initial-lr": ({ lr, suggestedLr, range }) => {
    const within =
      range === null
        ? ""
        : `从 ${format.lr(range[0])} 到 ${format.lr(range[1])} 的学习率差不多同样好。`;
    return suggestedLr === undefined
      ? `以建议的 ${format.lr(lr)} 作为调度中的最高学习率来训练。${within}余弦和阶梯衰减都用它。`
      : `以 ${format.lr(lr)} 训练：建议的 ${format.lr(suggestedLr)} 缩小到三分之一${range !== null && lr > suggestedLr / 2.999 ? `（不低于范围的起点 ${format.lr(lr)}）` : ""}用于微调，以免大步破坏已学到的内容。${within}`;
  },
  decay: ({ decaySteps, decayFrom, open }) =>
    decayFrom === undefined
      ? "训练太短，不设衰减：学习率保持在最高值。"
      : `学习率保持最高值直到第 ${whole(decayFrom)} 步，再在最后 ${whole(decaySteps)} 步（全程的五分之一）内按 1 - sqrt 下降：这是测量中最好的长度和形状（arXiv 2405.18392）。${open ? "要训练得更久，就更久地保持最高值，并留出全程的五分之一用于衰减。" : ""}`,
  noise: ({ noiseShare, window }) =>
    `单个批损失的波动是扫描中全部下降的 ${short(noiseShare)} 倍：请按验证集损失或 ${whole(window)} 个损失的平均来判断，并让学习率一直衰减到结束。`,
  "over-fitting": ({ stableLr, bestStep, offers = [] }) => {
    const lower = offers.find(({ kind }) => kind === "lower-lr");
    const { evaluateEvery, patience } = offers.find(({ kind }) => kind === "early-stopping") ?? {};
    const watch =
      evaluateEvery === undefined || patience === undefined
        ? "定期测量验证集损失，保留最好的检查点，不再改善时就停止"
        : `每 ${whole(evaluateEvery)} 步测量一次验证集损失，保留最好的检查点，连续 ${whole(patience)} 步没有改善就停止`;
    return lower === undefined
      ? `模型会在这次训练中过拟合：请用更低的学习率，或以最高 ${format.lr(stableLr)} 训练，并在大约第 ${whole(bestStep)} 步后提前停止。`
      : `模型会在这次训练中过拟合。可以用 ${format.lr(lower.lr)} 训练，到结束时恰好达到最低的验证集损失；也可以用 ${format.lr(stableLr)} 训练，在大约第 ${whole(bestStep)} 步后提前停止：${watch}。`;
  },
  "batch-size": ({ batchSize, direction }) =>
    `这个学习率适用于批大小 ${whole(batchSize)}。${
      direction === undefined
        ? ""
        : direction === "rises"
          ? "步数相同时，最佳学习率随批大小上升，直到不再受梯度噪声限制（arXiv 1812.06162）；是成正比（arXiv 1706.02677）还是因任务而异（arXiv 1811.03600），尚有争议。"
          : "最佳学习率如何随批大小移动尚有争议：随其平方根上升（arXiv 2205.10287），或只升到某个批大小，之后下降（arXiv 2405.14578）。"
    }换用其他批大小时，请重新运行。`,
  "optimizer-unknown": ({ optimizer, nearest }) =>
    `这里不认识名为 ${optimizer} 的优化器，因此按未知优化器来计划；是否指 ${nearest}？`,
  "short-horizon": ({ totalSteps, below }) =>
    `${whole(totalSteps)} 步非常少：少于 ${whole(below)} 步时没有测量过调度的种类，学习率比调度的形状更重要。`,
  "per-epoch": ({ epochs }) =>
    epochs === 1
      ? "学习率只能在每轮开始时变化，而训练只有一轮：它将始终不变。请改为每步变化。"
      : `学习率只在 ${whole(epochs)} 轮中每一轮开始时变化，取调度在该轮第一步的值。`,
  warmup: (data) => {
    const { warmupSteps, warmupStartLr, peakLr, wishedSteps } = data;
    const why = warmupReason(data);
    if (warmupSteps === 0) return `不预热${why === "" ? "" : `：${why}`}。`;
    const rounded = wishedSteps === undefined ? "" : `，由 ${whole(wishedSteps)} 步取整到整轮`;
    return `学习率在最初 ${whole(warmupSteps)} 步内从 ${format.lr(warmupStartLr)} 升到${peakLr === undefined ? "最高值" : ` ${format.lr(peakLr)}`}${why === "" ? "" : `：${why}`}${rounded}。它不从 0 开始，因为那样的一步什么也不会改变。`;
  },
  floor: ({ floorLr, rule }) => {
    if (rule === "assumed") {
      return `学习率最终为 ${format.lr(floorLr)}，即最高值的 1 % 而不是 0，因为训练长度是假定的，之后可能还会继续训练。`;
    }
    return floorLr === 0 && rule !== "given"
      ? "学习率到结束时降为 0，这是最好的结束方式：停在最高值的十分之一会损失准确率（arXiv 2502.15938）。"
      : `学习率最终为 ${format.lr(floorLr)}${rule === "given" ? "（按给定）" : ""}。`;
  },
  milestones: ({ milestones, factor, totalSteps, shares, epochs }) => {
    const where =
      shares === undefined || totalSteps === undefined
        ? totalSteps === undefined
          ? ""
          : "按给定"
        : `在 ${whole(totalSteps)} 步的 ${list(shares.map((share) => String(Math.round(100 * share))))} % 处${epochs ? "，取整到整轮" : ""}`;
    return milestones.length === 0
      ? `训练太短，不设下降${where === "" ? "" : `（${where}）`}：学习率保持在最高值。`
      : `在第 ${list(milestones.map(count))} 步将学习率乘以 ${short(factor)}${where === "" ? "" : `：${where}`}。`;
  },
  "schedule-choice": (data) => {
    const { totalSteps, meanShare, lowShare, alternativeMeanShare, alternativeLowShare } = data;
    const compared =
      totalSteps === undefined
        ? ""
        : `在 ${whole(totalSteps)} 步中，平均学习率为最高值的 ${percent(meanShare)}，有 ${percent(lowShare)} 的步低于其十分之一；备选则为 ${percent(alternativeMeanShare)} 和 ${percent(alternativeLowShare)}。`;
    return `选用${nameIn(SCHEDULES, data.kind)}：${choiceReason(data)}。备选是${alternative(data)}${cost(data)}。${compared}`;
  },
  "horizon-epochs": ({ epochs, stepsPerEpoch, totalSteps }) =>
    `训练长度按给定：${count(epochs)} 轮，每轮 ${whole(stepsPerEpoch)} 步，共 ${whole(totalSteps)} 步。`,
  "horizon-steps": ({ totalSteps, stepsPerEpoch, epochs }) =>
    `训练长度按给定：${whole(totalSteps)} 步${totalSteps === stepsPerEpoch ? "" : `，即 ${count(Number(epochs.toFixed(2)))} 轮，每轮 ${whole(stepsPerEpoch)} 步`}。`,
  "horizon-open": ({ totalSteps, epochs, stepsPerEpoch }) =>
    `训练的结束未定（没有给出长度）：数值按 ${whole(epochs)} 轮、每轮 ${whole(stepsPerEpoch)} 步，即 ${whole(totalSteps)} 步给出；只要验证集损失还在下降就继续训练，并在剩下全程的五分之一时开始衰减。`,
  "horizon-assumed": ({ epochs, stepsPerEpoch, totalSteps }) =>
    `没有给出训练长度：假定 ${whole(epochs)} 轮，每轮 ${whole(stepsPerEpoch)} 步，共 ${whole(totalSteps)} 步。请给出真正要训练的步数或轮数，因为调度必须与训练同时结束。`,
} satisfies Partial<Sayings<NoteCode>>;

const percent = (share: number): string =>
  `${format.number(Number((100 * share).toPrecision(2)))} %`;

/** Why a warmup is as long as it is; empty where an older document does not say. */
function warmupReason({
  rule,
  warmupSteps,
  totalSteps,
  optimizer,
  settleSteps,
  dropShare,
  decades,
  perEpoch,
}: NoteData["warmup"]): string {
  const tenth = `${whole(totalSteps)} 步的十分之一`;
  const settle =
    settleSteps === undefined
      ? ""
      : `2 / (1 - beta2) = ${whole(settleSteps)} 步，在此期间 ${optimizer ?? "优化器"} 的二阶矩稳定下来`;
  const why: Readonly<Record<string, string>> = {
    given: "按给定",
    "fine-tune":
      dropShare === undefined
        ? `${tenth}，因为这是在微调训练好的模型，最初几步的破坏最大`
        : `${tenth}，因为损失在扫描中只下降了 ${percent(dropShare)}，正如微调训练好的模型时那样`,
    narrow:
      decades === undefined
        ? ""
        : `${tenth}，因为可用的学习率只跨 ${short(decades)} 个数量级：最高值接近模型所能承受的边缘，而预热会把它向上移（arXiv 2406.09405）`,
    adam:
      settleSteps === undefined || settleSteps <= totalSteps / 10
        ? settle
        : `${tenth}，少于 ${settle}`,
    share: `${whole(totalSteps)} 步的 5 %，因为扫描本身是从很小的学习率慢慢升上来的，冷启动能承受的更少`,
  };
  const said = Object.hasOwn(why, rule) ? (why[rule] as string) : "";
  if (warmupSteps > 0 || rule === "given" || said === "") return said;
  return `预热会少于${perEpoch ? "半轮" : " 2 步"}（${said}）`;
}

function choiceReason({ rule, asked, lastEpochShare }: NoteData["schedule-choice"]): string {
  const why: Readonly<Record<string, string>> = {
    "numbers-given": "给出了它的数值",
    "open-end": "训练的结束未定，可随时延长而毫无损失",
    "known-end": "长度已知时它最为常用（arXiv 1608.03983）",
    "coarse-epochs": `学习率只在每轮开始时变化，而轮数很少：余弦会以最高值的${lastEpochShare === undefined ? "很大一部分" : ` ${percent(lastEpochShare)}`}训练最后一轮，而停在十分之一就会损失准确率（arXiv 2502.15938）`,
  };
  if (asked) return "按指定";
  return Object.hasOwn(why, rule) ? (why[rule] as string) : rule;
}

/** The runner-up in numbers, as far as the document has them. */
function alternative(data: NoteData["schedule-choice"]): string {
  const name = nameIn(SCHEDULES, data.alternative);
  const { alternativeLr: lr, alternativeMilestones: milestones, totalSteps = 0 } = data;
  if (lr === undefined) return name;
  if (milestones !== undefined) {
    if (milestones.length === 0) return `恒定的 ${format.lr(lr)}`;
    return `从 ${format.lr(lr)} 开始的${name}，在第 ${list(milestones.map(count))} 步乘以 ${format.number(data.alternativeFactor ?? 0.1)}`;
  }
  return data.alternativeDecayFrom === undefined
    ? `在 ${whole(totalSteps)} 步内从 ${format.lr(lr)} 到 ${data.alternativeFloorLr ? format.lr(data.alternativeFloorLr) : "0"} 的${name}`
    : `保持 ${format.lr(lr)} 到第 ${whole(data.alternativeDecayFrom)} 步再衰减`;
}

function cost({ kind, rule }: NoteData["schedule-choice"]): string {
  if (kind === "warmup-stable-decay") {
    return "：长度已知时两者测得一样好（arXiv 2405.18392），但中途停止的余弦仍在最高值的 50 %，而要继续训练的余弦已到最低值";
  }
  const alike = "哪个最终更低因任务而异，相差多半很小";
  return rule === "coarse-epochs"
    ? `；若学习率每步变化，${alike}`
    : `，各用自己最佳的学习率：${alike}`;
}
