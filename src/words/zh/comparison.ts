import type { Words } from "../words.ts";
import { endedLower } from "./charts.ts";
import { count, list } from "./format.ts";

export const comparison: Words["comparison"] = {
  title: (results) => `${results} 个结果的比较 · lr-finder`,
  kicker: "比较",
  skip: "跳到比较结果",
  headline: (results, found) => {
    if (found === null) return `${results} 个结果都没有给出建议`;
    const [low, high] = found;
    return low === high
      ? `${results} 个结果：学习率 ${low}`
      : `${results} 个结果：学习率从 ${low} 到 ${high}`;
  },
  settings: {
    optimizer: "优化器",
    batchSize: "批大小",
    weightDecay: "权重衰减",
    momentum: "动量",
    model: "模型",
    data: "数据",
    loss: "损失函数",
    budget: "预算",
    epochs: "轮数",
    totalSteps: "总步数",
    accumulate: "梯度累积",
    repeats: "重复次数",
    seed: "种子",
    startLr: "起始学习率",
    endLr: "终止学习率",
    steps: "步数",
    mode: "扫描方式",
    schedule: "调度",
    strategy: "策略",
    engine: "引擎",
    parameterCount: "参数个数",
    digest: "数据摘要",
    target: "目标列",
    task: "任务",
    targetScale: "目标缩放",
    evaluateEvery: "评估间隔",
    stopRule: "停止规则",
    heldOut: "验证集比例",
    preset: "预设",
    verify: "验证",
    for: "目的",
  },
  withoutSuggestion: (results) => `${results} 个结果没有建议。`,
  sameSettings: "它们的设置完全相同。",
  setting: (title, values, cut) => `${title}（${values.join("、")}${cut ? "……" : ""}）`,
  differIn: (settings, more) =>
    `它们的不同之处：${settings.join("、")}${more > 0 ? `，以及另外 ${more} 项设置` : ""}。`,
  mediansBy: (factor, medians) =>
    `按 ${factor} 的学习率中位数：${medians.map(([value, lr]) => `${value}：${lr}`).join("，")}。`,
  lowestIs: (label) => `平滑损失最低的是 ${label}。`,
  overlayTitle: "损失与学习率：全部结果",
  overlaySummary: (results) =>
    `${results} 个结果的平滑损失随学习率（对数轴）的变化，菱形标出各自建议的学习率。具体数值见下表。`,
  pickNote: "平滑后的曲线；菱形是各自建议的学习率。",
  triedAxis: "训练后损失",
  triedNote:
    "下方：在几个学习率之间作出选择的那些训练（试训、完整训练）结束时的损失，菱形是选中的那个。",
  triedAboveAxis: "高出最佳",
  triedAboveNote:
    "下方：在几个学习率之间作出选择的那些训练（试训、完整训练）结束时的损失比同一结果中最好的那次（0）高出多少，以其曲线的降幅为 1；菱形是选中的那个。",
  triedDivisions: (labels) =>
    `${list(labels)} 的数据行按多种方式分成训练行和留出行：下方各划分都已移到第一种划分的水平，与比较时一致。`,
  triedOther: (labels) =>
    `在下方的图中，${list(labels)} 有另一个学习率比选中的更低：为何没有选它，见各自的报告。`,
  onRise: (labels, lower) =>
    `${list(labels)} 的学习率位于其曲线上升之处：选出它的不是曲线，而是在几个学习率下的训练${endedLower(lower)}。曲线只是路过时的读数，而在一个学习率下训练则有时间稳定下来。`,
  coincide: (groups) =>
    `重合的曲线（其中第一条最宽）：${groups.map((labels) => list(labels)).join("；")}。`,
  more: (labels) => `另外 ${count(labels)} 个`,
  notComparable: (differs) =>
    `这些结果的 ${differs.join("、")} 不同，损失不能直接相比：每条曲线从各自的起点（1）画到各自的最低点（0）。`,
  looks: (color, dash) => `颜色按 ${color} 区分${dash === null ? "" : `，线型按 ${dash} 区分`}。`,
  lrAxis: "学习率（对数轴）",
  lossAxis: "平滑损失",
  dropAxis: "剩余的下降比例",
  hoverLr: "学习率",
  multiplesTitle: "逐个查看",
  multiplesNote: "坐标轴全部相同：深色为该结果的曲线，其余为浅色，竖线为建议的学习率。",
  multipleLabel: (label, lr) => (lr === null ? `${label}：没有建议` : `${label}：学习率 ${lr}`),
  noLr: "没有建议",
  tableTitle: "全部结果",
  tableCaption:
    "每行一个结果。最低损失取自平滑曲线；验证集损失取自完成的试训中最好的一个，没有时取扫描过程中的最低值。",
  columns: {
    result: "结果",
    lr: "学习率",
    low: "下限",
    high: "上限",
    confidence: "可信度",
    lowestLoss: "最低损失",
    lowestLossLr: "对应学习率",
    heldOutLoss: "验证集损失",
    schedule: "调度",
    stop: "扫描结束原因",
    updates: "更新次数",
    seconds: "秒",
    warnings: "警告",
  },
  sortBy: (column) => `按${column}排序`,
  sorted: (column, falling) => `已按${column}${falling ? "降序" : "升序"}排列`,
  groupTitle: (factor) => `按 ${factor} 分组`,
  groupCaption: (factor) => `${factor} 相同的结果放在一起，不论其他设置。中位数按对数计算。`,
  groupColumns: [
    "结果数",
    "有建议",
    "学习率中位数",
    "最低学习率",
    "最高学习率",
    "最低损失（中位数）",
  ],
  groupFound: (found, of) => `${of} 个中 ${found} 个`,
  none: (reason) => `无：${reason}`,
  reasons: {
    flat: "损失不随学习率变化",
    "still-falling": "到范围末端仍在下降",
    "diverged-at-once": "一开始就发散",
    "too-few-points": "数据点太少",
    rising: "损失只升不降",
    "trainer-failed": "训练程序出错",
    "loss-not-finite": "损失不是有限数",
    interrupted: "被中断",
  },
  confidence: { high: "高", medium: "中", low: "低" },
  schedules: { cosine: "余弦", step: "阶梯", "warmup-stable-decay": "预热–稳定–衰减" },
  stops: {
    completed: "完成",
    diverged: "发散",
    "non-finite": "损失非有限值",
    "trainer-ended": "训练程序结束",
    cancelled: "已取消",
  },
  saveCsv: "保存 CSV",
  saveJson: "保存 JSON",
};
