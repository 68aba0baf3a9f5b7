import type { NoteCode } from "../../contract/notes.ts";
import type { Sayings } from "../words.ts";
import { count, format, list, short, whole } from "./format.ts";

/** Notes on the plan. */
export const planNotes = {
  "initial-lr": ({ lr, suggestedLr }) =>
    suggestedLr === undefined
      ? `以建议的 ${format.lr(lr)} 作为调度中的最高学习率来训练。`
      : `以 ${format.lr(lr)} 训练：建议的 ${format.lr(suggestedLr)} 缩小到微调所用的大小，以免大步破坏已学到的内容。`,
  decay: ({ decaySteps, decayFrom }) =>
    decayFrom === undefined
      ? "训练太短，不设衰减：学习率保持在最高值。"
      : `学习率保持最高值直到第 ${whole(decayFrom)} 步，再在最后 ${whole(decaySteps)} 步内下降。`,
  noise: ({ noiseShare, window }) =>
    `单个批损失的波动是扫描中全部下降的 ${short(noiseShare)} 倍：请按留出集损失或 ${whole(window)} 个损失的平均来判断，并让学习率一直衰减到结束。`,
  "over-fitting": ({ stableLr, bestStep, offers = [] }) => {
    const [lower] = offers;
    return lower === undefined
      ? `模型会在这次训练中过拟合：请用更低的学习率，或以最高 ${format.lr(stableLr)} 训练，并在大约第 ${whole(bestStep)} 步后提前停止。`
      : `模型会在这次训练中过拟合。可以用 ${format.lr(lower.lr)} 训练，到结束时恰好达到最低的留出集损失；也可以用 ${format.lr(stableLr)} 训练，在大约第 ${whole(bestStep)} 步后提前停止：定期测量留出集损失，保留最好的检查点，不再改善时就停止。`;
  },
  "batch-size": ({ batchSize, direction }) =>
    `这个学习率适用于批大小 ${whole(batchSize)}。${
      direction === undefined
        ? ""
        : direction === "rises"
          ? "步数相同时，最佳学习率随批大小上升，直到不再受梯度噪声限制（arXiv 1812.06162）；是成正比（arXiv 1706.02677）还是因任务而异（arXiv 1811.03600），尚有争议。"
          : "最佳学习率如何随批大小移动尚有争议：随其平方根上升（arXiv 2205.10287），或只升到某个批大小，之后下降（arXiv 2405.14578）。"
    }换用其他批大小时，请重新运行。`,
  "short-horizon": ({ totalSteps, below }) =>
    `${whole(totalSteps)} 步非常少：少于 ${whole(below)} 步时没有测量过调度的种类，学习率比调度的形状更重要。`,
  "per-epoch": ({ epochs }) =>
    epochs === 1
      ? "学习率只能在每轮开始时变化，而训练只有一轮：它将始终不变。请改为每步变化。"
      : `学习率只在 ${whole(epochs)} 轮中每一轮开始时变化，取调度在该轮第一步的值。`,
  warmup: ({ warmupSteps, warmupStartLr }) =>
    warmupSteps === 0
      ? "不预热：预热会短到没有意义，或已指定不预热。"
      : `学习率在最初 ${whole(warmupSteps)} 步内从 ${format.lr(warmupStartLr)} 升到最高值。它不从 0 开始，因为那样的一步什么也不会改变。`,
  floor: ({ floorLr }) =>
    floorLr === 0
      ? "学习率到结束时降为 0，这是长度已知的训练最好的结束方式。"
      : `学习率最终为 ${format.lr(floorLr)}。`,
  milestones: ({ milestones, factor }) =>
    milestones.length === 0
      ? "训练太短，不设下降：学习率保持在最高值。"
      : `在第 ${list(milestones.map(count))} 步将学习率乘以 ${short(factor)}。`,
  "schedule-choice": ({ kind, asked }) =>
    asked
      ? "调度种类按指定选用。"
      : kind === "cosine"
        ? "选用余弦衰减：长度已知时它最为常用（arXiv 1608.03983）；与阶梯衰减哪个更好因任务而异，相差多半很小。"
        : kind === "warmup-stable-decay"
          ? "选用预热–稳定–衰减：训练长度未定，可随时延长。"
          : "选用阶梯衰减。",
  "horizon-epochs": ({ epochs, stepsPerEpoch, totalSteps }) =>
    `训练长度按给定：${short(epochs)} 轮，每轮 ${whole(stepsPerEpoch)} 步，共 ${whole(totalSteps)} 步。`,
  "horizon-steps": ({ totalSteps, stepsPerEpoch }) =>
    `训练长度按给定：${whole(totalSteps)} 步${totalSteps === stepsPerEpoch ? "" : `，每轮 ${whole(stepsPerEpoch)} 步`}。`,
  "horizon-open": ({ totalSteps }) =>
    `训练的结束未定（没有给出长度）：数值按 ${whole(totalSteps)} 步给出；只要留出集损失还在下降就继续训练，并在剩下全程的五分之一时开始衰减。`,
  "horizon-assumed": ({ epochs, stepsPerEpoch, totalSteps }) =>
    `没有给出训练长度：假定 ${whole(epochs)} 轮，每轮 ${whole(stepsPerEpoch)} 步，共 ${whole(totalSteps)} 步。请给出真正要训练的步数或轮数，因为调度必须与训练同时结束。`,
} satisfies Partial<Sayings<NoteCode>>;
