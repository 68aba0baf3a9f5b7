import type { Confidence } from "../../suggest/index.ts";
import type { Words } from "../words.ts";
import { count } from "./format.ts";

export const boot: Words["boot"] = {
  toDark: "深色主题",
  toLight: "浅色主题",
  copied: "已复制",
  selected: "已选中：按 Ctrl+C 或 ⌘C 复制",
  notDrawn: "图表为静态图：{why}。指针处本应显示的数值见下方的表格。",
  withoutLibrary: "生成此文件时没有附带图表库",
  noUnpack: "此浏览器无法解压图表库（不支持 DecompressionStream）",
};

/** What the confidence is in: that the LR is a good one. */
function confidenceText(level: Confidence): string {
  return `效果良好的可信度：${{ high: "高", medium: "中", low: "低" }[level]}`;
}

export const page: Words["page"] = {
  skip: "跳到结论",
  noScript: "脚本已关闭，因此图表为静态图。指针处本应显示的数值见下方的表格。",
  footer: "由 lr-finder 生成。此文件包含其显示的全部内容，不访问网络。",
  noLoss: "没有任何扫描记录到有限的损失，因此没有曲线可画。",
  warnings: "警告",
  whyThis: "为什么是它",
  moreOnThis: "更多说明",
  whySchedule: "为什么用这个调度",
  useIt: "使用",
  copy: "复制",
  copyLr: (lr) => `复制学习率 ${lr}`,
  copyCode: (title) => `复制代码：${title}`,
  codeFor: (title) => `代码：${title}`,
  confidence: confidenceText,
  drawing: "正在绘制…",
  toolsFor: (title) => `工具：${title}`,
  keyOf: (title) => `显示或隐藏：${title}`,
  configLine: "配置行",
  copyConfig: "复制配置行",
  applyCommand: "写入配置文件",
};

export const tools: Words["tools"] = {
  reset: "可读部分",
  all: "显示全部",
  log: "对数损失",
  png: "保存 PNG",
  svg: "保存 SVG",
  csv: "保存数据点（CSV）",
  json: "保存结果（JSON）",
  print: "打印",
  saved: (file) => `已保存 ${file}`,
  keep: "保存",
};

export const live: Words["live"] = {
  title: "换一种平滑，或裁剪曲线",
  smoothing: "平滑宽度",
  decades: (width) => `${width} 个数量级`,
  rulesRead: "各规则读取",
  own: "原始损失（各规则自行平滑）",
  curve: "图中所画的曲线",
  reset: "恢复为运行时的设置",
  leftTrim: "左侧裁剪",
  rightTrim: "右侧裁剪",
  noTrim: "未裁剪",
  hint: "拖动图中的两个手柄，或用方向键移动它们，即可去掉曲线的一端。",
  found: (lr, low, high, confidence) =>
    `在此设置下，曲线给出 ${lr}，范围 ${low} 至 ${high}（${confidence}）。`,
  foundQuick: (lr) => `在此设置下，曲线给出 ${lr}。`,
  recorded: (lr) => `运行时的结果：${lr}。`,
  recordedNone: "运行时的结果：没有建议。",
  tried: {
    probes: "顶部的结论由试训选出。",
    "whole-runs": "顶部的结论由完整训练选出。",
    grid: "顶部的结论由网格中的训练选出。",
  },
  none: (why) => `在此设置下没有建议：${why}`,
  noneQuick: "在此设置下没有建议。",
  failed: (why) => `无法计算：${why}`,
};

export const headline: Words["headline"] = {
  none: "没有建议",
  found: "建议的学习率",
  range: (low, high) => `从 ${low} 到 ${high} 的任何值，在这条曲线上都无法与它区分。`,
  noRange: "它的范围就是这一个值。",
  confidence: (level, why) => `${confidenceText(level)}（精确程度见范围）：${why}。`,
  why: {
    high: "曲线清晰",
    medium: "足以开始训练；重复几次会更有把握",
    low: "只是初步猜测，请用一次短训练检验",
  },
  tried: {
    probes: {
      range: (low, high) => `按试训来看，从 ${low} 到 ${high} 的任何值都差不多同样好。`,
      why: {
        high: "试训的结果明确",
        medium: "足以开始训练；更多或更长的试训会更有把握",
        low: "只是初步猜测，请用更长的训练检验",
      },
    },
    grid: {
      range: (low, high) => `按网格中的训练来看，从 ${low} 到 ${high} 的任何值都差不多同样好。`,
      why: {
        high: "网格的结果明确",
        medium: "足以开始训练；重复几次会更有把握",
        low: "由噪声或网格的边缘决定",
      },
    },
    "whole-runs": {
      range: (low, high) => `按完整训练来看，从 ${low} 到 ${high} 的任何值都差不多同样好。`,
      why: {
        high: "完整训练已经验证",
        medium: "足以开始训练；更多的留出行会更有把握",
        low: "尝试过的学习率之间由噪声决定",
      },
    },
    ladder: {
      range: (low, high) => `按阶梯来看，从 ${low} 到 ${high} 的任何值都差不多同样好。`,
      why: {
        high: "阶梯的结果明确",
        medium: "足以开始训练；更密的阶梯会更有把握",
        low: "只是初步猜测，请用更长的训练检验",
      },
    },
  },
  other: {
    end: (lr, isSure) =>
      `若看训练结束时的损失，${lr} ${isSure ? "更好" : "可能更好，但由噪声决定"}。`,
    best: (lr, isSure) =>
      `若提前停止或保留最佳检查点，${lr} ${isSure ? "更好" : "可能更好，但由噪声决定"}。`,
  },
  noneTitles: {
    flat: "损失对学习率没有反应",
    "still-falling": "到范围末端损失仍在下降",
    "diverged-at-once": "训练一开始就发散",
    "too-few-points": "数据点太少，无法判断",
    rising: "损失只升不降",
    "trainer-failed": "训练程序出错",
    "loss-not-finite": "无论学习率如何，损失都不是有限数",
    interrupted: "扫描在得出结果之前被中断",
  },
  noneNext: {
    flat: "请提高终止学习率、增加步数，并检查模型、损失和标签是否匹配。",
    "still-falling": "请用更高的终止学习率重新运行，使扫描到达训练崩溃之处。",
    "diverged-at-once": "请用低得多的学习率重新运行；若仍发散，请检查输入和损失的缩放。",
    "too-few-points": "请用更多步数，或在更宽的范围内重新运行。",
    rising: "请用更低的学习率重新运行；若仍上升，请检查损失的符号和标签。",
    "trainer-failed": "请先修正训练程序所报告的错误，再重新运行。",
    "loss-not-finite": "请检查数据中的 NaN 或无穷值，以及损失中对 0 取对数或除以 0。",
    interrupted: "请让扫描运行到底。",
  },
  pageTitle: (lr, name) => `${lr === null ? "没有建议" : `学习率 ${lr}`} · ${name} · lr-finder`,
};

export const facts: Words["facts"] = {
  range: "范围",
  confidence: "可信度",
  rule: foundBy,
  schedule: "调度",
  warmup: (steps) => `预热 ${count(steps)} 步`,
  noWarmup: "无预热",
  swept: "扫描",
  steps: (steps) => `${count(steps)} 步`,
  stops: {
    completed: "全程",
    diverged: "因发散停止",
    "non-finite": "因损失非有限而停止",
    "trainer-ended": "训练程序已结束",
    cancelled: "已取消",
  },
  sweptDetail: (steps, stop) => `${steps}，${stop}`,
  trained: "训练",
  batch: (optimizer, size) => `${optimizer}，批大小 ${size}`,
  unknownOptimizer: "优化器未知",
  parameters: (parameters) => `${count(parameters)} 个参数`,
  cost: "开销",
  updates: (steps) => `共 ${count(steps)} 次更新`,
};

/** How the answer was found: by probes, by the manual ladder, or by a rule. */
export function foundBy(method: string): string {
  if (method === "probes") return "由试训选出";
  if (method === "whole-runs") return "由完整训练选出";
  if (method === "grid") return "由网格选出";
  return method === "ladder" ? "由阶梯选出" : `规则：${method}`;
}
