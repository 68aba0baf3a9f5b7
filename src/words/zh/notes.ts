import { formatLr } from "../../core/format.ts";
import type { NoteTemplates } from "../note-text.ts";
import { zhDataNotes } from "./data-notes.ts";
import { zhTrialNotes } from "./trial-notes.ts";

/**
 * Notes in Chinese by their codes: a template, or the choice of one by the note's data.
 * `{lr:minimumLr}` is filled from the data; where that is missing, the note keeps its own message.
 */
export const zhNotes: NoteTemplates = {
  ...zhDataNotes,
  ...zhTrialNotes,
  // Suggestion
  "centred-minimum": ({ of }) =>
    `${of === "held-out" ? "留出集" : "平滑"}损失在学习率 {lr:minimumLr} 处最低；建议值由它除以 {short:divisor}（{text:optimizer} 的安全余量）得来，因为完整训练能承受的学习率低于短扫描。`,
  overfitting:
    "由过拟合决定：训练损失远低于留出集损失，因此以 {lr:stableLr} 训练全程会过早越过最佳点。{lr:lr} 到结束时恰好到达；或者以不超过 {lr:stableLr} 训练并提前停止，或加强正则化、增加数据。",
  probes: ({ bestLr, probedLr, sweepLr, sweepWeight }) =>
    `{count:probes} 次试训，每次 {count:probeSteps} 步并逐渐降温，起点相同：损失从 {loss:startLoss} 降到 {loss:bestLoss}（学习率 {lr:bestLr}）${bestLr === probedLr ? "" : "，而 {lr:probedLr} 是同样好的最低学习率"}。${sweepLr === undefined ? "" : `仅凭扫描得到的值也占 ${Math.round(100 * Number(sweepWeight))} %。`}训练越长，最佳学习率越低。`,
  "probes-no-gain":
    "没有一次试训降低了留出集损失（起始 {loss:startLoss}，最好 {loss:bestLoss}）：模型可能已是最好状态、立即过拟合，或需要更长的预热。学习率取自扫描本身。",
  "short-probes":
    "训练长度是一次试训（{count:probeSteps} 步）的 {count:times} 倍：之后的情况没有试训见过。--verify 会把计划与库的默认值一起训练。",
  "probe-at-edge": ({ side }) =>
    `最好的试训用的是尝试过的${side === "lowest" ? "最低" : "最高"}学习率 {lr:lr}：更远处可能更好。--budget thorough 会多试几个。`,
  "overfit-uncertain":
    "留出集损失落后于训练损失，但到试训结束时尚未回升：模型多久后过拟合只是估计。请留意留出集损失，并在其最低处停止。",
  "hardly-learned": ({ share }) =>
    `试训结束时起始损失还剩 ${Math.round(100 * Number(share))} %：训练可能停在平台上，短的试训看不出哪个学习率先离开它；也可能目标大多是噪声。--verify 会把计划与库的默认值一起训练。`,
  "sweep-unclear": "仅凭扫描看不出明确的最低处：学习率只依据试训。",
  "sweep-agrees": "仅凭扫描会得到 {lr:sweepLr}。",
  "sweep-disagrees":
    "仅凭扫描会得到 {lr:sweepLr}，相差 {short:decades} 个数量级：试训是更好的依据，但两者都请看一看。",
  "rounds-agree": "两轮数据顺序不同的试训相差在 {short:decades} 个数量级之内。",
  "rounds-disagree": "两轮数据顺序不同的试训相差 {short:decades} 个数量级：由噪声决定。",
  "no-held-out": "训练程序无法评估留出集：试训按训练损失比较，看不出过拟合。",
  rule: ({ beware }) =>
    `此值由规则 {text:rule} 选出。${beware === undefined ? "" : "请注意：在该规则所看的范围内损失没有下降，此值说明不了什么。"}`,
  "clear-minimum": "损失从 {loss:startLoss} 下降了 {loss:drop}，远大于每步的噪声 {loss:noise}。",
  noisy:
    "损失从 {loss:startLoss} 下降了 {loss:drop}，而每步的噪声为 {loss:noise}：请增大批大小、--repeats 或 --steps，使最低处更清楚。",
  "few-points-per-decade":
    "最低处附近每个数量级只有 {short:perDecade} 个学习率：请增加 --steps，或缩小 --start-lr 与 --end-lr 的范围。",
  "starts-too-high":
    "损失从扫描一开始就在下降，或建议值低于尝试过的最低学习率 {lr:firstLr}：请降低 --start-lr 再运行一次。",
  "no-rise":
    "到尝试过的最高学习率 {lr:lastLr} 为止，损失没有再上升：更高的学习率可能同样好。请提高 --end-lr，看看它在哪里崩溃。",
  "held-out-rises":
    "留出集损失在学习率 {lr:lowestLr} 处最低，之后训练损失仍在下降时它已上升 {loss:rise}：请考虑提前停止、更强的正则化或更低的学习率。",
  "single-run": "只扫描了一次：换一个种子可能得到不同的结果。用 --repeats 3 可以知道。",
  "wide-range":
    "仅噪声就会使建议值在 {lr:low} 与 {lr:high} 之间移动（{short:decades} 个数量级）：更多 --repeats 或更大的批可以缩小这个范围。",
  "rules-agree": "其他规则在一个数量级之内与它一致（其中位数为 {lr:middleLr}）。",
  "rules-disagree":
    "其他规则的中位数为 {lr:middleLr}，相差 {short:decades} 个数量级：在相信任何一个之前请先看曲线；更多 --steps 或 --repeats 可能会有定论。",
  // What single rules remark
  "rule-too-few-points":
    "修剪之后至少需要 {count:needed} 个点，只有 {count:points} 个：请增加步数。",
  "rule-short-curve": "点太少：只有 {count:points} 个。",
  "rule-never-falls": "损失没有下降：此处上升最慢。",
  "rule-never-falls-first": "损失没有下降：fastai 给出它所看的第一个学习率。",
  "rule-lowest-at-first": "损失在 fastai 所看的第一个学习率处最低。",
  "rule-equal-lrs": "它所看的学习率全都相同。",
  "rule-no-sweep": "没有进行扫描。",
  // No suggestion
  "too-few-points": ({ rule }) =>
    rule === undefined
      ? "只有 {count:points} 个学习率有有限的损失，至少需要 {count:needed} 个：请增加 --steps 或降低 --start-lr。"
      : "规则 {text:rule} 在这条曲线上给不出学习率：{count:points} 个点太少，请增加 --steps。",
  "diverged-at-once":
    "损失在学习率 {lr:divergedLr} 处发散，就在扫描刚开始时：请降低 --start-lr，并检查输入和目标是否已缩放。",
  rising:
    "损失从未显著低于起始值 {loss:startLoss}，到学习率 {lr:untilLr} 时已高于它：若从第一步起就上升，请降低 --start-lr；否则请增大 --steps、--repeats 或批大小，并检查数据、目标和损失的符号。",
  flat: ({ rule }) =>
    rule === undefined
      ? "从学习率 {lr:fromLr} 到 {lr:toLr}，损失一直停在 {loss:startLoss}（每步噪声 {loss:noise}）：请提高 --end-lr；若仍然平坦，请增大 --steps、--repeats 或批大小，并检查参数是否真的在训练。"
      : "规则 {text:rule} 在这条曲线上给不出学习率：它没有找到明显的下降。",
  "still-falling":
    "在尝试过的最高学习率 {lr:lastLr} 处损失仍在下降，因此最佳学习率还在其上方：请提高 --end-lr，或让扫描运行到底。",
  // Plan
  "initial-lr": ({ suggestedLr }) =>
    suggestedLr === undefined
      ? "以建议的 {lr:lr} 作为调度中的最高学习率来训练。"
      : "以 {lr:lr} 训练：建议的 {lr:suggestedLr} 缩小到微调所用的大小，以免大步破坏已学到的内容。",
  decay: ({ decaySteps }) =>
    decaySteps === 0
      ? "训练太短，不设衰减：学习率保持在最高值。"
      : "学习率保持最高值直到第 {count:decayFrom} 步，再在最后 {count:decaySteps} 步内下降。",
  noise:
    "单个批损失的波动是扫描中全部下降的 {short:noiseShare} 倍：请按留出集损失或 {count:window} 个损失的平均来判断，并让学习率一直衰减到结束。",
  "over-fitting": ({ offers }) => {
    const lr = lowerLrOf(offers);
    return lr === null
      ? "模型会在这次训练中过拟合：请用更低的学习率，或以最高 {lr:stableLr} 训练，并在大约第 {count:bestStep} 步后提前停止。"
      : `模型会在这次训练中过拟合。可以用 ${formatLr(lr)} 训练，到结束时恰好达到最低的留出集损失；也可以用 {lr:stableLr} 训练，在大约第 {count:bestStep} 步后提前停止：定期测量留出集损失，保留最好的检查点，不再改善时就停止。`;
  },
  "batch-size": ({ exponent, lrAtFourfold }) =>
    lrAtFourfold === undefined
      ? "这个学习率适用于批大小 {count:batchSize}。换用其他批大小时，请重新运行。"
      : exponent === 0
        ? "这个学习率适用于批大小 {count:batchSize}。步数相同时，最佳学习率不随批大小移动：请在附近寻找，并重新运行以确认。"
        : "这个学习率适用于批大小 {count:batchSize}。步数相同时，最佳学习率随批大小的 {short:exponent} 次方移动，批大小为四倍时是 {lr:lrAtFourfold}：请在附近寻找，并重新运行以确认。",
  "short-horizon":
    "{count:totalSteps} 步非常少：少于 {count:below} 步时没有测量过调度的种类，学习率比调度的形状更重要。",
  "per-epoch": ({ epochs }) =>
    epochs === 1
      ? "学习率只能在每轮开始时变化，而训练只有一轮：它将始终不变。请改为每步变化。"
      : "学习率只在 {count:epochs} 轮中每一轮开始时变化，取调度在该轮第一步的值。",
  warmup: ({ warmupSteps }) =>
    warmupSteps === 0
      ? "不预热：预热会短到没有意义，或已指定不预热。"
      : "学习率在最初 {count:warmupSteps} 步内从 {lr:warmupStartLr} 升到最高值。它不从 0 开始，因为那样的一步什么也不会改变。",
  floor: ({ floorLr }) =>
    floorLr === 0
      ? "学习率到结束时降为 0，这是长度已知的训练最好的结束方式。"
      : "学习率最终为 {lr:floorLr}。",
  milestones: ({ milestones }) =>
    Array.isArray(milestones) && milestones.length === 0
      ? "训练太短，不设下降：学习率保持在最高值。"
      : "在第 {counts:milestones} 步将学习率乘以 {short:factor}。",
  "schedule-choice": ({ kind, asked }) =>
    asked === true
      ? "调度种类按指定选用。"
      : kind === "cosine"
        ? "选用余弦衰减：平均而言它优于阶梯衰减。"
        : kind === "warmup-stable-decay"
          ? "选用预热–稳定–衰减：训练长度未定，可随时延长。"
          : "选用阶梯衰减。",
  "horizon-epochs":
    "训练长度按给定：{short:epochs} 轮，每轮 {count:stepsPerEpoch} 步，共 {count:totalSteps} 步。",
  "horizon-steps": "训练长度按给定：{count:totalSteps} 步，每轮 {count:stepsPerEpoch} 步。",
  "horizon-open":
    "训练的结束未定（没有给出长度）：数值按 {count:totalSteps} 步给出；只要留出集损失还在下降就继续训练，并在剩下全程的五分之一时开始衰减。",
  "horizon-assumed":
    "没有给出训练长度：假定 {count:epochs} 轮，每轮 {count:stepsPerEpoch} 步，共 {count:totalSteps} 步。请给出真正要训练的步数或轮数，因为调度必须与训练同时结束。",
  // Warnings
  "budget-spent": ({ swept, budget }) =>
    `预算的 {count:budget} 步训练中，扫描用去了 {count:swept} 步：${Number(swept) < Number(budget) ? "几乎没有" : "没有"}剩下给试训的。请减少 --steps 或 --repeats，或提高 --budget。`,
  "journal-incomplete": "运行记录 journal.jsonl 未能写到最后；这里的结果不受影响。",
  cancelled: "扫描被取消：这里的一切都来自取消之前的步骤。",
  "repeats-differ": "各次扫描的结束方式不同。",
  "restore-differs":
    "训练程序的 `restore` 没有恢复状态：从同一快照开始的训练，起始损失不同。权重、优化器状态、随机状态和数据位置都必须恢复，否则试训无法比较。`lr-finder protocol check` 可显示更多。",
  "training-loss-only": "训练程序无法评估留出集：学习率只按训练损失判断。",
  "trainer-restarts": "训练程序无法恢复状态：在需要初始状态之处，以相同的种子重新启动它。",
  "slow-engine":
    "这里只有纯 JavaScript 引擎能训练此模型，因此较慢；运行 `lr-finder doctor` 可知更快的引擎为何不可用。",
  "batch-larger-than-data":
    "批大小 {count:batchSize} 超过了 {count:rows} 行训练数据：每一批都是全部数据。",
  "row-cap": "共有 {count:totalRows} 行数据，只保留了其中 {count:kept} 行。",
  "more-features-than-rows":
    "{count:features} 个特征，而训练数据只有 {count:trainingRows} 行：模型可能把它们背下来。",
};

/** The LR that the over-fitting note offers beside stopping early; null where there is none. */
function lowerLrOf(offers: unknown): number | null {
  const first: unknown = Array.isArray(offers) ? offers[0] : undefined;
  if (typeof first !== "object" || first === null || !("lr" in first)) return null;
  return typeof first.lr === "number" ? first.lr : null;
}
