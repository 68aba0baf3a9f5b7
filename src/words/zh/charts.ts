import type { VerifiedPurpose } from "../../contract/index.ts";
import type { Words } from "../words.ts";
import { count, format, list } from "./format.ts";
import { SCHEDULES } from "./names.ts";

export const loss: Words["loss"] = {
  title: "损失与学习率",
  spread: "各次重复的范围",
  raw: "原始损失",
  smoothed: "平滑损失",
  heldOut: "验证集损失",
  slope: "每数量级斜率",
  xAxis: "学习率（对数刻度）",
  yAxis: "损失",
  regimes: "区段",
  regime: { flat: "过小（平坦）", useful: "可用", unstable: "不稳定", diverged: "发散" },
  regimeFromTo: (kind, from, to) => `${kind}：${from} 至 ${to}`,
  regimeSentence: (named) => `${named.join("；")}。`,
  recommended: (lr) => `建议值 ${lr} 及其范围`,
  divergedAt: (lr) => `发散于 ${lr}`,
  divergedMark: "发散",
  hoverLr: "学习率",
  hover: (step, raw, smoothed, slope, ofRuns) => [
    `第 ${step} 步`,
    `${ofRuns ? "原始（各次平均）" : "原始"} ${raw}`,
    `平滑 <b>${smoothed}</b>`,
    `每数量级斜率 ${slope}`,
  ],
  hoverHeldOut: (loss) => `验证集 ${loss}`,
  hoverSlope: (slope) => `每数量级斜率 ${slope}`,
  summary: (from, to, points, runs) =>
    `损失随学习率的变化，对数轴从 ${from} 到 ${to}，${count(points)} 个点${runs > 1 ? `，共 ${runs} 次运行` : ""}。`,
  least: (start, loss, lr) => `平滑损失从 ${start} 开始，在 ${lr} 处最小，为 ${loss}。`,
  recommendedIs: (lr) => `建议的学习率是 ${lr}。`,
  divergedSentence: (lr) => `在 ${lr} 处发散。`,
  outline: (points) =>
    `共 ${count(points)} 个原始损失，图中只画构成轮廓的那些；保存的 CSV 包含全部。`,
  cutOff: (top) => `纵轴只显示可读部分；其上方的损失最高达 ${top}。“显示全部”可画出全部。`,
  kernel: (decades, part) =>
    `平滑线以各点为中心，因此没有偏移（核宽 ${decades} 个数量级${part === null ? "" : `，且至多为此线性扫描步数的 ${part}`}）。斜率是学习率每变为十倍时损失的变化。`,
};

export const plan: Words["plan"] = {
  title: "计划的调度",
  names: SCHEDULES,
  planned: (name) => `计划：${name}`,
  alternative: (name) => `备选：${name}`,
  warmup: "预热",
  endOfWarmup: "预热结束",
  milestones: "里程碑",
  milestone: "里程碑",
  decayBegins: "开始衰减",
  step: "步",
  epoch: "轮",
  lr: "学习率",
  hover: (name, lr, epoch) => `${name} <b>${lr}</b>（第 ${epoch} 轮）`,
  summary: (steps, planned, alternative) =>
    `${count(steps)} 步内的学习率。${planned}备选：${alternative}`,
  length: (steps, epochs) => `${count(steps)} 步${epochs === null ? "" : `（${epochs} 轮）`}`,
  warmUp: (from, to, steps) => `先在 ${count(steps)} 步内从 ${from} 预热到 ${to}，然后`,
  cosine: (length, warmup, peak, floor, per) =>
    `余弦退火，${length}：${warmup}从 ${peak} 降到 ${floor}，每${per}变化一次。`,
  drop: (length, warmup, drops) => `阶梯衰减，${length}：${warmup}${drops}。`,
  hold: (peak) => `保持 ${peak}`,
  multiply: (peak, factor, steps) => `在第 ${list(steps)} 步将 ${peak} 逐次乘以 ${factor}`,
  stable: (length, warmup, peak, from, floor) =>
    `预热–稳定–衰减，${length}：${warmup}保持 ${peak} 至第 ${from} 步，再降到 ${floor}。`,
  per: { step: "步", epoch: "轮" },
  rows: {
    kind: "类型",
    peak: "最高学习率",
    warmupSteps: "预热步数",
    warmupStart: "预热起始学习率",
    floor: "最低学习率",
    decayFrom: "开始衰减的步",
    milestones: "里程碑（步）",
    factor: "每个里程碑的倍数",
    total: "总步数",
    stepsPerEpoch: "每轮步数",
    per: "学习率变化周期",
  },
  none: "无",
  stepAndEpoch: (step, epoch) => `${step}（第 ${epoch} 轮）`,
  tableTitle: "调度的数值",
  tableCaption: (plan, initialLr) =>
    `计划的调度与备选；初始学习率 ${initialLr}。步数从 0 数起${plan.schedule.per === "epoch" ? "，学习率在每轮开始时变化" : ""}。`,
  columns: ["项目", "计划", "备选"],
};

export function endedLower(lower: "at" | "beside" | null): string {
  if (lower === null) return "";
  return `，它们在${lower === "at" ? "那里" : "它旁边"}比在任何试过的更低学习率处结束得都低`;
}

export const trials: Words["trials"] = {
  probes: "在几个学习率下的训练：试训，以及（若有）完整训练",
  verification: "把计划与其他做法一起训练",
  purpose: (purpose) => {
    const lr = format.lr(purpose.lr);
    if (purpose.kind === "probe") return `学习率 ${lr} 的试训`;
    if (purpose.kind === "ladder") return `阶梯中的学习率 ${lr}`;
    if (purpose.kind === "whole-run") {
      const { order, divided } = purpose;
      const how = divided
        ? `（重新划分数据，第 ${order} 次）`
        : `（第 ${(order ?? 0) + 1} 种数据顺序）`;
      return `学习率 ${lr} 的完整训练${order === undefined ? "" : how}`;
    }
    return `验证：${purpose.role === "plan" ? "计划" : side(purpose)}`;
  },
  side,
  chosenBy: { probes: "试训", "whole-runs": "完整训练", ladder: "阶梯" },
  onRise: (lr, by, lower) =>
    `在 ${lr} 处这条曲线已经上升：选出它的不是曲线，而是${by}${endedLower(lower)}（见下）。曲线只是路过时的读数，而在一个学习率下训练则有时间稳定下来。`,
  triedTitle: "这些训练结束时的损失与学习率",
  triedSummary: (trainings, lr) =>
    `${count(trainings)} 次训练结束时的损失随学习率（对数轴）的变化；选中的是 ${lr}。`,
  triedNote: (lr, best, broke) =>
    `一个标记是一次训练${best ? "途中的最低值" : ""}；线连接选出 ${lr} 的那些训练的平均值。崩溃或被放弃的训练没有标记${broke ? `，在线中按${best ? "已达到的数值" : "未训练"}计` : ""}。`,
  triedDivisions: (compared) =>
    `数据行按多种方式分成训练行和留出行：点线连接同一种划分下的各次训练。${compared ? "粗线是实际比较的数值：各划分都已移到第一种划分的水平。" : ""}`,
  triedOther: (lr) => `这条线上最低的是 ${lr}；给出的理由说明了为何没有选它。`,
  triedAxis: (best) => (best ? "途中的最低损失" : "结束时的损失"),
  triedKinds: { probe: "试训", "whole-run": "完整训练", ladder: "阶梯" },
  xAxis: "已做的更新",
  yAxis: "损失",
  batchLoss: (label) => `${label}（批损失，已平滑）`,
  heldOut: (label) => `${label}（验证集）`,
  hover: (label, loss) => `${label} <b>${loss}</b>`,
  summary: (shown, steps, isDivided) =>
    `${count(shown)} 次训练的损失，每次最多 ${count(steps)} 次更新，起始状态和批次相同${isDivided ? "（重新划分行的训练除外：其批次和验证数据不同）" : ""}。`,
  won: (label, loss, margin, second, isTie) =>
    `“${label}”最终最低，为 ${loss}：比“${second}”低 ${margin}${isTie ? "，不到训练所得的百分之一，分不出两者高下" : ""}。`,
  wonAlone: (label, loss) => `“${label}”最终为 ${loss}；没有其他可比较的。`,
  noneEnded: "没有一次训练到终点。",
  cost: (updates, trainings) => `开销：${count(trainings)} 次训练，共 ${count(updates)} 次更新。`,
  smoothedNote: "细线是批损失（按训练长度的十分之一平均）；方块是验证集损失。",
  probesTable: "这些训练的数值",
  verificationTable: "各次训练的数值",
  caption:
    "最终损失：最后一个验证集损失；没有时取批损失最后十分之一的平均。差距：比其中最低者高多少。",
  columns: ["训练", "最高学习率", "更新", "最终损失", "差距", "结束"],
  stops: {
    completed: "完成",
    abandoned: "提前放弃：明显落后",
    diverged: "发散",
    "non-finite": "损失非有限",
    "trainer-ended": "训练程序已结束",
    cancelled: "已取消",
  },
  ofPlanned: (done, planned) => (done === planned ? done : `${done} / ${planned}`),
};

function side({ lr, schedule, optimizer }: VerifiedPurpose): string {
  return schedule === null
    ? `恒定 ${format.lr(lr)}（${optimizer} 的默认值）`
    : `${plan.names[schedule]}，最高 ${format.lr(lr)}`;
}
