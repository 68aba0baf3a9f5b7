import type { Language } from "../../words/index.ts";

const english = {
  pageTitle: (name: string) => `Running: ${name} · lr-finder`,
  running: "Running",
  over: "Over",
  waiting: "Waiting for the first step…",
  follows: "The page follows the run; it closes with it and then shows the finished report.",
  progress: "Training steps of the search",
  lr: "Learning rate",
  loss: "Loss",
  updates: "Updates",
  time: "Time",
  skip: "Skip to the run",
  sweeping: (run: number, of: number) =>
    of > 1 ? `Sweeping the learning rate ${run} of ${of}` : "Sweeping the learning rate",
  training: (label: string) => `Training: ${label}`,
  ended: (label: string, detail: string) => `${label}: ${detail}.`,
  steps: (done: string, most: string) => `${done} of at most ${most}`,
  runIsOver: "The run is over",
  recordedIn: (folder: string) => `What was recorded is in ${folder}.`,
  reportIn: (file: string) => `Its report is ${file}.`,
  lost: "The connection to the run is lost; trying again…",
  gone: "The run does not answer any more: it is over, or was ended.",
};

/** The live page's own strings; those of its charts are the report's. */
export type LiveWords = typeof english;

const chinese: LiveWords = {
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

/** The strings of a language. */
export function liveWords(language: Language): LiveWords {
  return language === "zh" ? chinese : english;
}
