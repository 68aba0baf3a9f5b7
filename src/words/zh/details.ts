import type { enDetails } from "../en/details.ts";
import { count } from "../text.ts";

/** A list in Chinese. */
export const joined = (items: readonly string[]): string => items.join("、");

/** The Chinese strings about plan, trainings and tables: see `zh.ts`. */
export const zhDetails: typeof enDetails = {
  plan: {
    title: "计划的调度",
    names: { cosine: "余弦衰减", step: "阶梯衰减", "warmup-stable-decay": "预热–稳定–衰减" },
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
    length: (steps, epochs) => `${count(steps)} 步（${epochs} 轮）`,
    warmUp: (from, to, steps) => `先在 ${count(steps)} 步内从 ${from} 预热到 ${to}，然后`,
    cosine: (length, warmup, peak, floor, per) =>
      `余弦衰减，${length}：${warmup}从 ${peak} 降到 ${floor}，每${per}变化一次。`,
    drop: (length, warmup, drops) => `阶梯衰减，${length}：${warmup}${drops}。`,
    hold: (peak) => `保持 ${peak}`,
    multiply: (peak, factor, steps) => `在第 ${joined(steps)} 步将 ${peak} 逐次乘以 ${factor}`,
    stable: (length, warmup, peak, from, floor) =>
      `预热–稳定–衰减，${length}：${warmup}保持 ${peak} 至第 ${from} 步，再降到 ${floor}。`,
    other: (name, length) => `${name}，${length}。`,
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
  },
  trials: {
    probes: "试训：在几个学习率下的短训练",
    verification: "把计划与其他做法一起训练",
    xAxis: "已做的更新",
    yAxis: "损失",
    batchLoss: (label) => `${label}（批损失，已平滑）`,
    heldOut: (label) => `${label}（留出集）`,
    hover: (label, loss) => `${label} <b>${loss}</b>`,
    summary: (shown, steps) =>
      `${count(shown)} 次训练的损失，每次最多 ${count(steps)} 次更新，起始状态和批次相同。`,
    won: (label, loss, margin, second) =>
      `“${label}”最终最低，为 ${loss}：比“${second}”低 ${margin}。`,
    wonAlone: (label, loss) => `“${label}”最终为 ${loss}；没有其他可比较的。`,
    noneEnded: "没有一次训练到终点。",
    cost: (updates, trainings) => `开销：${count(trainings)} 次训练，共 ${count(updates)} 次更新。`,
    smoothedNote: "细线是批损失（按训练长度的十分之一平均）；方块是留出集损失。",
    probesTable: "试训的数值",
    verificationTable: "各次训练的数值",
    caption:
      "最终损失：最后一个留出集损失；没有时取批损失最后十分之一的平均。差距：比其中最低者高多少。",
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
  },
  tables: {
    rules: "各规则的结果",
    rulesNone: "各规则在这条曲线上给出的学习率。由于顶部所述的原因，没有一个被建议采用。",
    rulesSome: "各规则选出的学习率，以及它是建议值的几倍。短横线：该规则在这条曲线上没有结果。",
    rulesColumns: ["规则", "学习率", "相对建议值", "备注"],
    recommended: "建议值",
    byRule: foundBy,
    provenance: "生成过程",
    provenanceCaption: "引擎、训练、数据、开销和版本。",
    provenanceColumns: ["项目", "值"],
    made: {
      name: "名称",
      at: "生成时间",
      engine: "引擎",
      engineWhy: "为什么用此引擎",
      optimizer: "优化器",
      batchSize: "批大小",
      stepsPerEpoch: "每轮步数",
      parameters: "参数",
      seed: "随机种子",
      seeds: (model, sweep) => `${model}（模型），${sweep}（扫描）`,
      ended: "扫描为何结束",
      endedSeed: (seed) => `… 种子 ${seed}`,
      updates: "更新次数",
      evaluations: "留出集评估次数",
      time: "用时",
      commit: "项目的 Git 提交",
      data: "数据",
      digest: "数据摘要（SHA-256）",
      task: "任务",
      rows: "行数",
      features: "特征数",
      classes: "类别数",
      preparation: "预处理",
      preparationAt: (place) => `预处理（${place}）`,
      version: (what) => `${what} 的版本`,
    },
    options: "选项",
    optionsCaption: "所有选项的最终取值，无论是给定的还是默认的。",
    optionsColumns: ["选项", "值"],
    points: (points) => `扫描的全部 ${count(points)} 个点`,
    pointsCaption: "每个学习率下更新前的损失。步数从 0 数起。",
    somePoints: (shown, points) =>
      `每个学习率下更新前的损失。共 ${count(points)} 个点，均匀列出其中 ${count(shown)} 个；保存的 CSV 包含全部。步数从 0 数起。`,
    pointColumns: {
      step: "步",
      lr: "学习率",
      raw: "原始",
      rawMean: "原始（平均）",
      rawSeed: (seed) => `原始，种子 ${seed}`,
      smoothed: "平滑",
      error: "± 误差",
      slope: "斜率 / 数量级",
      heldOut: "留出集",
    },
  },
};

/** How the answer was found: by probes, by the manual ladder, or by a rule. */
export function foundBy(method: string): string {
  if (method === "probes") return "由试训选出";
  return method === "ladder" ? "由阶梯选出" : `规则：${method}`;
}
