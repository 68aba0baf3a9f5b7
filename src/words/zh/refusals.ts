import type { NoteData } from "../../contract/make-note.ts";
import {
  COLUMN_FLAGS,
  type NamedColumn,
  type NoSweep,
  type RefusalData,
} from "../../contract/refusals.ts";
import type { LogFormat } from "../../logs/index.ts";
import { nameIn } from "../text.ts";
import type { Sayings, Words } from "../words.ts";
import { dataNotes } from "./data-notes.ts";
import { format, list, whole } from "./format.ts";
import { FACTOR_KINDS } from "./names.ts";

/** Names that a message lists. */
const MOST_LISTED = 40;

const name = (text: string) => `“${text.length > 80 ? `${text.slice(0, 80)}…` : text}”`;

/** Names in a list that does not go on for ever, and how many more there are. */
function names(all: readonly string[], most = MOST_LISTED): string {
  const shown = list(all.slice(0, most).map(name));
  return all.length > most ? `${shown} 等，另有 ${whole(all.length - most)} 个` : shown;
}

const CALLED = { column: "列", tag: "标签" } as const;

const HOLDS: Readonly<Record<NamedColumn, string>> = {
  lr: "学习率",
  loss: "损失",
  heldOut: "验证集损失",
  step: "步数",
  epoch: "轮数",
};

const BINARY: Readonly<Record<RefusalData["not-a-log"]["is"], string>> = {
  gzip: "是 gzip 文件：请先解压",
  python:
    '是 Python 的二进制文件（torch.save 或 pickle）：请改以 JSON 写出训练历史，例如 json.dump({"lr": lrs, "loss": losses}, open("history.json", "w"))',
  binary:
    "是二进制文件，而不是 TensorBoard 事件文件（或从开头就已损坏）：请给出 CSV、JSON 或事件文件",
};

/** What a log of each format is called. */
const FORMATS: Readonly<Record<LogFormat, string>> = {
  result: "result.json",
  journal: "journal.jsonl",
  "lightning-csv": "Lightning 的 metrics.csv",
  "trainer-state": "trainer_state.json",
  tensorboard: "TensorBoard 事件文件",
  history: '数组组成的对象，如 {"lr": […], "loss": […]}',
  "json-rows": "行组成的数组",
  jsonl: "每行一个 JSON 对象",
  markdown: "Markdown 表格",
  text: "文本日志",
  csv: "文本表格",
};

const anyOf = (formats: readonly string[]) =>
  formats.map((each) => nameIn(FORMATS, each)).join("、或 ");

/** What there is, for the end of a sentence. */
const there = (columns: readonly string[], called: keyof typeof CALLED) =>
  columns.length === 0 ? `其中没有任何${CALLED[called]}。` : `其中有：${names(columns)}。`;

const meant = (near: string | undefined) =>
  near === undefined ? "" : `您指的是 ${name(near)} 吗？`;

/** What is there in the place of a number. */
const value = (given: unknown) =>
  typeof given === "number" && Number.isNaN(given)
    ? "非数"
    : typeof given === "string"
      ? name(given)
      : String(given);

function whyNoSweep<Reason extends NoSweep>(
  data: { readonly reason: Reason } & NoteData[Reason],
  sayings: Sayings<Reason>,
): string {
  return sayings[data.reason](data).replace(/。$/, "");
}

const POINT_OF_ROW = {
  factor: (factor = "") => `${name(factor)} 必须是大于 0 的数字`,
  lr: () => "学习率必须是大于 0 的数字",
  "standard-error": () => "标准误必须是大于 0 的数字",
  loss: () => "损失必须是数字",
} as const;

const WANTED = {
  lr: { what: "学习率列", flag: "--lr" },
  loss: { what: "损失列", flag: "--loss" },
  row: { what: "含学习率的行", flag: "--lr" },
} as const;

/** Why logs, results and tables of trainings cannot be used, in Chinese, by the code. */
export const refusals: NonNullable<Words["refusals"]> = {
  // Files
  "empty-file": ({ file }) => `${file} 是空文件。`,
  "not-a-log": ({ file, is }) => `${file} ${BINARY[is]}。`,
  "bad-json": ({ file, why }) => `${file} 不是完整的 JSON（写到一半时中断了？）：“${why}”。`,
  "unknown-log": ({ file, expected }) =>
    `${file} 是 JSON，但不是已知的日志：应为 ${anyOf(expected)}。`,
  "bad-log": (data) => {
    const { file } = data;
    if (data.fault === "other-format") return `${file} 不是 ${anyOf(data.expected)}。`;
    return data.fault === "endless-line"
      ? `${file} 的第 ${whole(data.line)} 行在 8 MB 之内没有结束：它是文本日志吗？`
      : `${file} 不是每行一个 JSON 对象的日志：第 ${whole(data.line)} 行和另外 ${whole(data.lines - 1)} 行不是 JSON 对象。`;
  },
  "log-too-big": ({ file, maxCharacters }) =>
    `${file} 中必须一次读入的内容超过 ${maxCharacters / 1e6} MB：请改为 CSV 或每行一个 JSON 对象。`,
  "bad-event-file": ({ file }) =>
    `${file} 是 TensorBoard 事件文件，却没有一个可读的事件：它从开头就被截断或已损坏。`,
  "missing-file": ({ path }) => `没有文件 ${path}。`,
  "unreadable-file": ({ path, why }) => `无法读取 ${path}：“${why}”。`,
  "no-log-in-folder": ({ path, expected }) =>
    `文件夹 ${path} 中没有日志：找过 ${list(expected.map((each) => nameIn(FORMATS, each)))}。请指明文件。`,
  "several-logs": ({ path, logs }) =>
    `文件夹 ${path} 中有 ${whole(logs.length)} 个日志：请给出其中一个，或同一扫描的几次重复：${list(logs.slice(0, 20))}${logs.length > 20 ? ` 等，另有 ${whole(logs.length - 20)} 个` : ""}。`,
  // Results and journals of lr-finder
  "no-points": ({ file }) =>
    `${file} 是 --json 的输出：只有结论，没有损失。请给出那次运行的 result.json 或其文件夹。`,
  "bad-result": (data) =>
    "why" in data
      ? `${data.file} 不是结果，因为它不是 JSON：“${data.why}”。`
      : `${data.file} 不是 lr-finder 的结果：${data.place === "" ? "最外层" : `${data.place} 处`}的内容不是应有的。`,
  "bad-journal": ({ file, line }) =>
    `${file === undefined ? "" : `${file}：`}运行记录的第 ${whole(line)} 行无法使用：它不是 JSON，或与前面各行不相符。`,
  "newer-result": ({ file, version, reads }) =>
    `${file} 由更新版本的 lr-finder 写成（结果版本 ${version}，这里能读 ${reads}）：请更新 lr-finder；若在页面中，请用新版本重新生成页面。`,
  // Tables
  "bad-quotes": ({ file, row, fault }) =>
    fault === "endless"
      ? `${file} 的第 ${whole(row)} 行在 8 MB 之内没有结束：是否有带引号的单元格没有闭合？`
      : `${file} 的第 ${whole(row)} 行有没有闭合的带引号单元格，或闭合引号之后还有文字；请改正那里的引号。`,
  "wrong-delimiter": ({ file, delimiter, found }) =>
    `${file} 不是以 ${JSON.stringify(delimiter)} 分隔的：它的单元格看起来以 ${JSON.stringify(found)} 分隔。请去掉 --delimiter，或改为后者。`,
  "ragged-row": ({ file, row, cells, columns, rows, delimiter }) =>
    `${file} 的第 ${whole(row)} 行有 ${whole(cells)} 个单元格，而列数为 ${whole(columns)}，另有 ${whole(rows - 1)} 行也不相符：${JSON.stringify(delimiter)} 是正确的分隔符吗（--delimiter）？${delimiter === "," ? "使用逗号作小数点时需要其他分隔符，例如分号。" : ""}`,
  "unequal-lengths": (data) => {
    const [lr, lrs, loss, losses] =
      "lr" in data ? ["lr", data.lr, "loss", data.loss] : ["lrs", data.lrs, "losses", data.losses];
    return `${data.file} 的 ${name(String(lr))} 有 ${lrs} 项，而 ${name(String(loss))} 有 ${losses} 项：训练历史的学习率和损失应当一样多。`;
  },
  "too-many-rows": ({ file, column, rows, maxRows }) =>
    `${file} 的 ${name(column)} 有 ${whole(rows)} 行，最多能用 ${whole(maxRows)} 行：请只保留需要的部分，或每 10 行取一行。`,
  // Columns of a log
  "several-columns": ({ file, columns, role, called, runs }) =>
    runs === undefined
      ? `${file} 有几个${CALLED[called]}都可能是${HOLDS[role]}：${names(columns)}。请用 ${COLUMN_FLAGS[role]} 指定其中之一，按从 0 数起的位置。`
      : `${file} 中有 ${whole(runs.length)} 次运行，或有几个${CALLED[called]}都可能是损失：${names(runs)}。请用 --run 指定其中之一，或用 ${COLUMN_FLAGS.loss} 指定它的损失。`,
  "unknown-run": ({ file, run, runs, nearest }) =>
    `--run：${file} 中没有运行 ${name(run)}。${meant(nearest)}${runs.length === 0 ? "其中只有一次运行。" : `其中有：${names(runs)}。`}`,
  "no-rows": ({ file, columns }) =>
    `${file} 没有数据行，只有名称 ${names(columns)}：写它的那次运行到了第一步吗？`,
  "no-lr-column": ({ file, columns, called }) =>
    `${file} 没有已知为学习率的${CALLED[called]}：请用 ${COLUMN_FLAGS.lr} 指定（没有学习率的日志：\`lr-finder diagnose ${file}\`）。${there(columns, called)}`,
  "no-loss-column": ({ file, columns, called, heldOut, matched }) => {
    if (heldOut !== undefined) {
      return `${file} 只有验证集损失（${name(heldOut)}），没有训练损失。\`${COLUMN_FLAGS.loss} ${JSON.stringify(heldOut)}\` 把它们当作训练损失来看。`;
    }
    if (matched === undefined) {
      return `${file} 没有已知为损失的${CALLED[called]}：请用 ${COLUMN_FLAGS.loss} 指定。${there(columns, called)}`;
    }
    const numbers = matched.numbers.map((each) => `${name(each.name)}（${whole(each.values)} 个）`);
    return `${file} 的 ${whole(matched.lines)} 行中没有一行以已知的方式写出损失（loss=2.5、loss: 2.5、loss 2.5）。${numbers.length === 0 ? "" : `各行写出名称的数字：${list(numbers)}。`}若其中有损失，请指明位置：\`--pattern '(?<loss>…)'\`；若是表格，用 --delimiter。`;
  },
  "duplicate-column": ({ file, role, column, places }) =>
    `${file} 有 ${whole(places.length)} 列叫作 ${name(column)}：请给 ${COLUMN_FLAGS[role]} 其中一列的位置，${places.join(" 或 ")}。`,
  "empty-column": ({ file, column, columns, called }) =>
    `${file} 的${CALLED[called]} ${name(column)} 中没有数字。${there(columns, called)}`,
  "unknown-column": ({ file, role, column, columns, called, nearest }) =>
    `${COLUMN_FLAGS[role]}：${file} 没有${CALLED[called]} ${name(column)}。${meant(nearest)}${there(columns, called)}`,
  "bad-number": ({ file, row, column, value: given }) =>
    `${file} 第 ${whole(row)} 行的 ${name(column)} 应为数字，实为 ${name(given)}。`,
  "pattern-no-match": ({ file, lines, firstLine }) =>
    `--pattern 与 ${file} 的 ${whole(lines)} 行都不匹配；第一行是 ${JSON.stringify(firstLine)}。`,
  // What the numbers of a log show
  "bad-lr": ({ file, row, lr, of }) =>
    of === "sweep"
      ? `${file} 的第 ${whole(row)} 行：学习率必须是大于 0 的有限数，而那里是 ${lr}。${lr < 0 ? "它是对数吗？请记录学习率本身。" : ""}`
      : `${file} 的第 ${whole(row)} 行：学习率为 ${lr}，应为不小于 0 的数字。请用 ${COLUMN_FLAGS.lr} 指定其他列。`,
  "bad-step": ({ file, row, step }) =>
    `${file} 的第 ${whole(row)} 行：步数为 ${step}，不是有限的数字；请用 ${COLUMN_FLAGS.step} 指定其他列。`,
  "steps-out-of-order": ({ file, row, times, step }) =>
    `${file} 的步数倒退或重复了 ${whole(times)} 次，第一次在第 ${whole(row)} 行（第 ${step} 步）：请用 ${COLUMN_FLAGS.step} 指定逐行上升的列，或每个文件只放一次运行。`,
  "training-log": ({ file, ...data }) =>
    `${file} 是一次普通训练的日志，不是学习率扫描：${whyNoSweep(data, dataNotes)}，而扫描的学习率是一路上升的。\`lr-finder diagnose ${file}\` 可说明这样的日志显示了什么。`,
  "sweep-log": ({ file, fromLr, toLr }) =>
    `${file} 是学习率扫描的日志，不是一次训练：学习率从 ${format.lr(fromLr)} 一路上升到 ${format.lr(toLr)}，损失最后的上升是有意为之。\`lr-finder analyze ${file}\` 可从中读出学习率。`,
  "grid-log": ({ file, of }) =>
    of === "grid"
      ? `${file} 是多次训练的表格，每行一个学习率和一个损失，不是一次训练的日志：\`lr-finder analyze ${file}\` 可从中找出最佳学习率。`
      : `${file} 是多次训练的表格，每行一次，不是一次训练的日志：它只说明各次训练的结果，不说明其过程。请给出其中一次的日志；${COLUMN_FLAGS.loss} 仍可把各行当作一次训练来读。`,
  "not-repeats": (data) =>
    "optimizers" in data
      ? `各日志的优化器不同（${list(data.optimizers)}），而多个日志被当作同一扫描的重复：请用 --out 逐个分析，再用 lr-finder report 比较。`
      : `各日志没有共同的学习率（${data.logs.map(({ log, fromLr, toLr }) => `${log} 从 ${format.lr(fromLr)} 到 ${format.lr(toLr)}`).join("；")}），而多个日志被当作同一扫描的重复：请逐个分析。`,
  // Tables of trainings, and the point of their law
  "no-such-column": (data) => {
    const { file, columns } = data;
    const all = `其中有 ${names(columns, 30)}。`;
    if (data.fault === "unknown") {
      return `${file} 没有列 ${name(data.column)}；${all}${meant(data.nearest)}`;
    }
    const { what, flag } = WANTED[data.wanted];
    if (data.fault === "none") return `${file} 中看不出${what}；可用 ${flag} 列名 指定。${all}`;
    const example = data.example === undefined ? "" : `（例如 ${name(data.example)}）`;
    return `${file} 的 ${name(data.column)} 中没有数字${example}，也没有别的${what}：请写成以句点作小数点的数字，或用 ${flag} 指定其他列。`;
  },
  "nothing-varied": ({ file, names: texts }) =>
    `${file} 中除学习率${texts.length === 0 ? "" : `和 ${names(texts)}`}之外没有变化的数字，因此没有规律可拟合：请用 \`lr-finder analyze ${file}\`，或用 --factor 指定变化的列。`,
  "not-a-number": ({ file, row, column, text }) =>
    `${file} 的第 ${whole(row)} 行，列 ${name(column)}：${name(text)} 不是数字。`,
  "bad-row": (data) =>
    "file" in data
      ? `${data.file} 的第 ${whole(data.row)} 行：因素 ${name(data.column)} 必须是大于 0 的数字，而那里${data.value === null ? "没有数字" : `是 ${data.value}`}。`
      : `第 ${whole(data.row + 1)} 行：${POINT_OF_ROW[data.of](data.factor)}，而那里是 ${value(data.value)}。`,
  "bad-option": (data) => {
    switch (data.fault) {
      case "no-regex":
        return `--pattern 必须是正则表达式（“${data.why}”），而给出的是 ${name(data.value)}。`;
      case "no-loss-group":
        return `--pattern 必须是正则表达式，其中以命名组 (?<loss>…) 表示损失，还可以有 lr、step、epoch 和 val_loss，而给出的是 ${name(data.value)}。`;
      case "several-batch-sizes":
        return `${list(data.factors.map(name))} 都被说成是批大小：一条规律只有一个批大小（其他的可为“${FACTOR_KINDS.plain}”，即 plain）。`;
      case "factor-twice":
        return `该点两次给出 ${name(data.factor)}。`;
      case "factor-not-positive":
        return `该点的 ${name(data.factor)} 必须是大于 0 的有限数，而给出的是 ${value(data.value)}。`;
      case "factor-missing":
        return `该点缺少 ${name(data.factor)}，而它是变化的：请说明要在它的哪个值上得到学习率。`;
    }
  },
  "unknown-option": ({ option, expected, nearest }) =>
    `该点给出了 ${name(option)}，它不是这条规律的因素；因素有 ${expected.length === 0 ? "（无）" : names(expected)}。${meant(nearest)}`,
};
