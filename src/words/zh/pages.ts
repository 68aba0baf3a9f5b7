import type { Words } from "../words.ts";
import { count } from "./format.ts";

export const playground: Words["playground"] = {
  title: "试验台 · lr-finder",
  kicker: "试验台",
  heading: "把损失记录或结果拖到这里",
  lead: [
    "学习率扫描的 CSV 或 JSON 日志、TensorBoard 事件文件，或 lr-finder 的 result.json；多个文件会放在一起比较。",
    "一切都在本页面内完成：不上传任何内容，页面也不允许连接任何地址。",
  ],
  choose: "选择文件",
  again: "重新分析",
  settings: "日志里可能没有的信息",
  optimizer: "优化器",
  unknown: "以日志为准",
  lr: "学习率所在列",
  loss: "损失所在列",
  found: "按列名查找",
  reading: (name) => `正在读取 ${name}……`,
  analyzing: (name) => `正在分析 ${name}……`,
  shown: (files) => (files === 1 ? "已显示一个文件" : `正在比较 ${files} 个文件`),
  show: (name) => `显示 ${name}`,
  compareAll: (files) => `比较全部 ${files} 个`,
  files: "文件",
  cannot: (name) => `${name} 无法使用`,
  nothing: "拖入的内容里没有文件。",
  skip: "跳到试验台",
  broken: (message) => `无法读取：${message}`,
};

export const livePage: Words["livePage"] = {
  pageTitle: (name) => `运行中：${name} · lr-finder`,
  running: "运行中",
  over: "已结束",
  waiting: "正在等待第一步……",
  follows: "本页跟随运行；运行结束时它也随之关闭，并显示完成的报告。",
  progress: "搜索的训练步数",
  lr: "学习率",
  loss: "损失",
  updates: "更新次数",
  time: "用时",
  skip: "跳到运行",
  sweeping: (run, of) =>
    of > 1 ? `正在扫描学习率（第 ${run} 次，共 ${of} 次）` : "正在扫描学习率",
  training: (label) => `正在训练：${label}`,
  ended: (label, detail) => `${label}：${detail}`,
  steps: (done, most) => `${done}，最多 ${most}`,
  runIsOver: "运行已结束",
  recordedIn: (folder) => `记录保存在 ${folder}。`,
  reportIn: (file) => `报告为 ${file}。`,
  lost: "与运行的连接已断开，正在重试……",
  gone: "运行不再回应：它已结束或被终止。",
};

export const studyPage: Words["studyPage"] = {
  pageTitle: (name) => `研究：${name} · lr-finder`,
  running: "运行中",
  over: "已结束",
  follows: "本页跟随研究；研究结束时它也随之关闭。",
  title: (runs) => `${runs} 次运行`,
  progress: "已完成的运行",
  done: "已完成",
  inWork: "正在运行",
  failed: "失败",
  waiting: "等待",
  left: "剩余时间",
  newest: "最新结果",
  failures: "失败的运行",
  seed: "种子",
  lr: "学习率",
  decades: "范围（数量级）",
  message: "原因",
  none: "无",
  tables: (folder) => `目前的全部结果在 ${folder} 中：results.csv、summary.json。`,
  lost: "与研究的连接已断开，正在重试……",
  gone: "研究不再回应：它已结束或被终止。用同样的命令可以继续。",
  skip: "跳到研究",
};

export const schedules: Words["schedules"] = {
  title: (schedules) => (schedules === 1 ? "一个调度" : `${schedules} 个调度的比较`),
  xAxis: "步",
  yAxis: "学习率",
  summary: (steps, sentences) => `${count(steps)} 步内的学习率。${sentences.join("")}`,
  sentence: (label, first, highest, at, last) =>
    `${label}：从 ${first} 开始，在第 ${count(at)} 步最高，为 ${highest}，结束时为 ${last}。`,
  numbers: "数值",
  numbersCaption: "就所画的各步而言，步数从 0 数起。平均值是移动同样距离的恒定学习率。",
  numbersColumns: ["调度", "起始学习率", "最高", "所在步", "最低", "最终", "平均", "步数"],
  values: "各步的值",
  valuesCaption: "每一步的学习率，步数从 0 数起；较长的调度均匀列出。",
  download: "下载各步的值（CSV）",
};

export const terminal: Words["terminal"] = {
  name: "名称",
  why: "原因",
  verification: "验证",
  rules: "规则",
  result: "结果",
  report: "报告",
};
