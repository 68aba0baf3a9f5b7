import type { Language } from "../../words/index.ts";

const english = {
  title: "Playground · lr-finder",
  kicker: "Playground",
  heading: "Drop losses or results here",
  lead: [
    "A CSV or JSON log of a learning-rate sweep, a TensorBoard event file, or a result.json of lr-finder; several are compared.",
    "Everything happens in this page. Nothing is uploaded, and the page may not connect anywhere.",
  ],
  choose: "Choose files",
  again: "Analyze again",
  settings: "What a log may not say",
  optimizer: "Optimizer",
  unknown: "as the log says",
  lr: "Column of the learning rate",
  loss: "Column of the loss",
  found: "found by its name",
  reading: (name: string) => `Reading ${name}…`,
  analyzing: (name: string) => `Analyzing ${name}…`,
  shown: (count: number) => (count === 1 ? "One file is shown" : `${count} files are compared`),
  show: (name: string) => `Show ${name}`,
  compareAll: (count: number) => `Compare all ${count}`,
  files: "Files",
  cannot: (name: string) => `${name} cannot be used`,
  nothing: "There was no file in what was dropped.",
  skip: "Skip to the playground",
  broken: (message: string) => `it could not be read: ${message}`,
};

export type PlaygroundWords = typeof english;

const chinese: PlaygroundWords = {
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
  shown: (count) => (count === 1 ? "已显示一个文件" : `正在比较 ${count} 个文件`),
  show: (name) => `显示 ${name}`,
  compareAll: (count) => `比较全部 ${count} 个`,
  files: "文件",
  cannot: (name) => `${name} 无法使用`,
  nothing: "拖入的内容里没有文件。",
  skip: "跳到试验台",
  broken: (message) => `无法读取：${message}`,
};

/** The playground's own strings; those of what it shows are the report's. */
export function playgroundWords(language: Language): PlaygroundWords {
  return language === "zh" ? chinese : english;
}
