import type { NoteCode, NoteData } from "../../contract/make-note.ts";
import type { EngineAbsence, OneThreadReason } from "../../contract/trainer.ts";
import { lrsApart } from "../../core/format.ts";
import { nameIn } from "../text.ts";
import type { Sayings } from "../words.ts";
import { format, list, quoted, short, whole } from "./format.ts";

const NO_HELD_OUT = {
  asked: "按要求没有留出任何行",
  "unknown-length": "没有留出任何行，因为数据集没有说明有多少批",
  "not-repeatable": "没有留出任何行，因为数据集每次读取给出的批都不同（打乱或数据增强）",
  "too-few-rows": "没有留出任何行，因为行数太少",
  "no-evaluate": "训练程序无法评估验证集",
};

const GIVE_HELD_OUT = {
  api: "请给出不参与训练的行：heldOut（含 xs 和 ys，或数据集）",
  module: "请在模块中导出不参与训练的行：heldOut（含 xs 和 ys，或数据集）",
  data: "请留出一部分行：--held-out 0.2（loadData 的 heldOut）",
  trainer: "请给训练程序加上 evaluate()：不参与训练的行上的平均损失",
  protocol: "请让训练程序回答 evaluate（Python 中 serve 的 evaluate=）：不参与训练的行上的平均损失",
  parent:
    "请给出 val_loader= 或 evaluate=（Python 中 lr_find 的参数；其他程序请回答 evaluate）：不参与训练的行上的平均损失",
};

/** Where rows could be divided, and were not, as asked. */
const HELD_OUT_SHARE: Partial<Record<keyof typeof GIVE_HELD_OUT, string>> = {
  api: "，或行的比例 heldOut: 0.2",
  module: "，或行的比例 heldOut = 0.2（--held-out 0.2）",
};

const HELD_OUT_HOW = {
  shuffled: "按种子选取",
  "by-class": "按种子选取，每类各占其比例",
  ordered: "最后的部分，不打乱顺序",
  spread: "均匀分布在数据集中",
};

const OTHER_HELD_OUT = {
  api: "可用 heldOut、groups 和 ordered 更改",
  module: "可用模块导出的 heldOut、groups 和 ordered 更改",
  data: "可用 --held-out、--groups 和 --ordered 更改",
};

const DELIMITERS: Readonly<Record<string, string>> = { ",": "逗号", ";": "分号", "\t": "制表符" };

const SPLITS = {
  shuffled: "按种子划分",
  "by-class": "按种子划分，每类各占其比例",
  groups: "按种子以组划分",
  ordered: "按行的顺序划分",
} as const;

/** What an engine that is not there says, in its own words elsewhere. */
const ENGINE_FAILURES: Readonly<Record<string, string>> = {
  "the native engine is not installed: run `lr-finder install-native`":
    "原生引擎没有安装：请运行 `lr-finder install-native`",
  "it did not start within 20 s": "在 20 秒内没有启动",
  "the page's Content-Security-Policy forbids workers from `blob:`":
    "此页面的 Content-Security-Policy 不允许来自 `blob:` 的 worker",
};

const ABSENT: Readonly<Record<EngineAbsence, (name: string) => string>> = {
  "no-webgpu": () => "此浏览器没有 WebGPU",
  "insecure-page": () => "WebGPU 要求页面来自 https 或 localhost",
  "not-loaded": (name) => `此页面没有加载 @tensorflow/tfjs-backend-${name}`,
};

const ONE_THREAD_IN_PAGE =
  "wasm 只用一个线程：此页面没有共享内存（没有以响应头 Cross-Origin-Opener-Policy: same-origin 和 Cross-Origin-Embedder-Policy: require-corp 提供）";

const ONE_THREAD: Readonly<Record<OneThreadReason, string>> = {
  "the machine, or LR_FINDER_THREADS, gives no more": "机器或 LR_FINDER_THREADS 不允许更多",
  "the memory of the wasm backend is not shared": "wasm 后端的内存没有共享",
  "Node.js runs with --permission and without --allow-worker":
    "Node.js 以 --permission 运行，且没有 --allow-worker",
  "no worker could be started": "无法启动工作线程",
  "its workers have ended": "它的工作线程已经结束",
};

function arithmeticText({
  fused,
  threads,
  alone = "",
}: NonNullable<NoteData["engine-chosen"]["arithmetic"]>): string {
  const how =
    threads > 1 ? `最多 ${whole(threads)} 个线程` : `一个线程：${nameIn(ONE_THREAD, alone, 300)}`;
  return `计算${fused ? "使用" : "不使用"}融合乘加，${how}`;
}

/** Which log a sentence is about; older documents do not say. */
const inLog = (file: string | undefined) => (file === undefined ? "" : `${file}：`);

/** Notes on tables, trainers, logs and configs. */
export const dataNotes = {
  // Columns of a data set
  "empty-column": ({ columns }) => `没有任何值的列已略去：${quoted(columns)}。`,
  "row-number-column": ({ column }) =>
    `列 ${quoted([column])} 只是文件的行号；若它没有意义，请用 \`--ignore\` 去掉。`,
  "mixed-column": ({ column, numbers, texts, row }) =>
    `列 ${quoted([column])} 中有 ${whole(numbers)} 个数字和 ${whole(texts)} 个文本（最早在第 ${whole(row)} 行），按类别处理；\`--numeric\` 会把每个文本视为错误，\`--categorical\` 表示这样处理是对的。`,
  "same-name-columns": ({ names }) =>
    `有几列同名（${quoted(names)}），都用作特征；若不应如此，请按位置用 \`--ignore\` 去掉其中之一。`,
  "classes-not-held-out": ({ classes }) =>
    `${whole(classes.length)} 个类别在用来判断的留出行中没有一行：${list(classes.slice(0, 5).map((each) => `“${each.name}”（${whole(each.rows)} 行）`))}${classes.length > 5 ? ` 等，另有 ${whole(classes.length - 5)} 个` : ""}。`,
  "too-many-levels": ({ column, levels, dates = false }) =>
    dates
      ? `列 ${quoted([column])} 是日期（${whole(levels)} 个不同的），已略去：若日期有意义，请写成数字（年、星期、秒）；若各行按时间排列，请用 \`--ordered\`。`
      : `列 ${quoted([column])} 有太多不同的文本（${whole(levels)} 种），已略去；\`--categorical\` 可保留它。`,
  "missing-values": ({ cells, columns }) =>
    `缺失 ${whole(cells)} 个单元格（${list(columns.map((each) => `“${each.column}” ${whole(each.cells)} 个`))}）：数字用训练行的中位数填补，类别则单独算作一类。`,
  "missing-target": ({ column, rows }) =>
    `目标列 ${quoted([column])} 有 ${whole(rows)} 行没有值，已略去。`,
  "not-utf8": ({ file, line }) =>
    `${file ?? "文件"} 不是 UTF-8 文本${line === undefined ? "" : `：第 ${whole(line)} 行有其他编码的字节`}。请转换它（西欧编码：\`iconv -f WINDOWS-1252 -t UTF-8\`），或另存为 UTF-8；损坏的字符读作 U+FFFD。`,
  "batch-larger-than-data": ({ batchSize, rows }) =>
    `批大小 ${whole(batchSize)} 超过了 ${whole(rows)} 行训练数据：每一批都是全部数据。`,
  "outlying-targets": ({ column, rows, values, count, low, high }) =>
    `目标列 ${quoted([column])} 在第 ${list(rows.map(String))} 行${count > rows.length ? `等 ${whole(count)} 行` : ""}为 ${list(values.map(String))}，远在其他值之外（一半的值在 ${low} 到 ${high} 之间）：平方误差只由这些行决定。请改正或去掉有误的行，或换用其他 --loss，或取对数。`,
  "row-cap": ({ totalRows, kept }) =>
    `共有 ${whole(totalRows)} 行数据，只保留了其中 ${whole(kept)} 行。`,
  "more-features-than-rows": ({ features, trainingRows }) =>
    `${whole(features)} 个特征，而训练数据只有 ${whole(trainingRows)} 行：模型可能把它们背下来。`,
  // Trainer
  "trainer-info-missing": ({ missing }) =>
    `训练程序没有说明 ${quoted(missing)}：请把它们加入 ready 消息的 \`info\`。`,
  "unknown-epoch-length": () =>
    "数据集没有说明有多少批，因此把一步当作一轮；请给出 `stepsPerEpoch`。",
  "loss-activation": ({ loss, activation }) =>
    `损失函数 ${loss} 与模型输出的激活函数 ${activation} 不相配。`,
  "training-loss-only": ({ interface: from = "trainer", cause = "no-evaluate" }) =>
    `${NO_HELD_OUT[cause]}：学习率只按训练损失判断，批损失有噪声，也看不出过拟合。${GIVE_HELD_OUT[from]}${cause === "asked" ? (HELD_OUT_SHARE[from] ?? "") : ""}。`,
  "rows-held-out": ({ interface: from, of, total, heldOut, how, groups = 0, heldOutGroups = 0 }) =>
    `${whole(total)} ${of === "rows" ? "行" : "批"}中留出 ${whole(heldOut)} ${of === "rows" ? "行" : "批"}，用来判断学习率（${
      how === "groups"
        ? `${whole(groups)} 组中的 ${whole(heldOutGroups)} 组，没有一组分在两边`
        : HELD_OUT_HOW[how]
    }）；${OTHER_HELD_OUT[from]}。`,
  "secrets-left-out": ({ places }) =>
    `训练程序命令中 ${places.join("、")} 的值不写入报告、结果、运行日志和训练日志（以 *** 代替）；--keep-command 会保留它们。`,
  "unseeded-draws": () =>
    "模块在生成模型或数据时从 node:crypto 取了随机数，--seed 管不到它们：每次启动的权重或数据行可能不同，同样的命令会得到不同的数值，中断的运行也无法继续。请改用 Math.random（这里会为它设定种子）或带种子的生成器。",
  "trainer-not-restored": () =>
    "训练程序无法恢复状态，而启动 lr-finder 的进程不会被重新启动：只进行一次扫描，模型停留在扫描结束时的状态。",
  "trainer-restarts": () => "训练程序无法恢复状态：在需要初始状态之处，以相同的种子重新启动它。",
  "slow-engine": ({ stepMs, steps, seconds, place = "node" }) =>
    `这里只有纯 JavaScript 引擎能训练此模型：一步约 ${whole(stepMs)} 毫秒，${whole(steps)} 步约 ${whole(seconds)} 秒；${
      place === "page"
        ? "请在页面中加载 @tensorflow/tfjs-backend-webgl 或 -wasm"
        : "`lr-finder doctor` 可说明更快的引擎为何不可用"
    }；也可以用更小的模型或批。`,
  // Logs
  "ragged-rows": ({ file, rows, firstRow, cells, columns }) =>
    `${inLog(file)}有 ${whole(rows)} 行的单元格数与列数不符，已略去；第一处是第 ${whole(firstRow)} 行（${whole(cells)} 个单元格${columns === undefined ? "" : `，而列数为 ${whole(columns)}`}）。`,
  "cut-off": ({ file = "文件" }) => `${file} 在最后一行中断：该行已略去。`,
  "decimal-commas": ({ file }) => `${inLog(file)}数字使用逗号作小数点，已照此读取。`,
  "repeated-header": ({ file, times }) =>
    `${inLog(file)}表头在各行之间又出现了 ${whole(times)} 次。`,
  "duplicate-columns": ({ file, names }) => `${inLog(file)}有多列同名：${quoted(names)}。`,
  "skipped-lines": ({ file, lines, firstLine }) =>
    `${inLog(file)}有 ${whole(lines)} 行不是 JSON，已略去；第一处是第 ${whole(firstLine)} 行。`,
  "damaged-gzip": ({ file }) => `${inLog(file)}压缩文件在中途损坏：只使用了损坏处之前的内容。`,
  "truncated-event-file": ({ file, events }) =>
    `事件文件 ${file} 不完整：使用了中断前的 ${whole(events)} 个事件。`,
  "corrupt-event-file": ({ file, offset, events }) =>
    `事件文件 ${file} 在第 ${whole(offset)} 字节之后损坏（校验和不符）：使用了此前的 ${whole(events)} 个事件。`,
  "several-lr-columns": ({ used, others }) =>
    `学习率取自列 ${quoted([used])}；${quoted(others)} 已略去（用 --lr-column 可指定其他列）。`,
  "grid-varies": ({ file, columns }) =>
    `${inLog(file)}各行在 ${quoted(columns)} 上也不同：每个学习率取最低的损失，而最佳学习率可能随这些值而变。`,
  "matched-lines": ({ file, columns, lines, of }) =>
    `${inLog(file)}日志按文本行读取：找到了 ${quoted(columns)}，${whole(of)} 行中有 ${whole(lines)} 行含损失（其他格式的行可用 --pattern 读取）。`,
  "losses-summed": ({ parts }) => `没有总损失的列：${quoted(parts)} 是它的各部分，取其和。`,
  "columns-left-out": ({ used, others, kind }) =>
    `${kind === "held-out" ? "验证集" : ""}损失取自列 ${quoted([used])}；${quoted(others)} 已略去（用 --loss-column 或 --held-out-column 可指定其他列）。`,
  "several-passes": ({ passes }) =>
    `日志中有 ${whole(passes)} 次学习率扫描：按同一扫描的重复处理。`,
  "losses-without-lr": ({ of, losses }) =>
    `${whole(of)} 个损失中有 ${whole(losses)} 个在其步骤上没有学习率：已略去。`,
  "losses-averaged": ({ perStep }) =>
    `每一步有多个损失（平均 ${Number(perStep.toPrecision(2))} 个），像是每个进程各自记录：取其平均值。`,
  "held-out-zeros": ({ column, values }) =>
    `列 ${quoted([column])} 的前 ${whole(values)} 个值为 0，像是没有测量：已略去。`,
  "steps-within-epochs": ({ stepsPerEpoch }) =>
    `步数在每个 epoch 重新开始；已按每个 epoch ${stepsPerEpoch} 步接着往下数。`,
  "sorted-by-step": () => "各行没有按步骤排列，已重新排好。",
  "zero-lr": ({ file, rows }) =>
    `${inLog(file)}有 ${whole(rows)} 个学习率为 0：从中学不到什么，已略去。`,
  "smoothed-losses": ({ column }) =>
    `从名称看，列 ${quoted([column])} 是平均后的损失：它滞后于学习率，由此读出的学习率偏高。请记录每一步的损失。`,
  "looks-smoothed": () =>
    "这些损失看起来是滑动平均（fastai、Lightning、torch-lr-finder 都这样记录）：它滞后于学习率，由此读出的学习率偏高。若由其中之一写出，--recorded-by fastai、lightning 或 torch-lr-finder 可还原原始损失。",
  "average-undone": ({ tool, mark }) =>
    `这些损失是 ${tool} 记录的滑动平均（${
      mark === "ramp"
        ? "它们沿 0.505、0.673、0.757…… 上升，只有它会留下这样的系数"
        : "它们的变化随平均的填满而缩小"
    }）：已由此还原原始损失。若它们本来就是原始损失，请用 --recorded-by none。`,
  "averaged-losses": ({ file, steps }) =>
    `${inLog(file)}每个损失约为 ${whole(steps)} 步的平均，而学习率是其中最后一步的：读出的学习率最多偏高一条记录。请用 logging_steps=1 扫描。`,
  "lr-may-lead": ({ factor }) =>
    `旧版 transformers 在损失旁写的是下一步的学习率：若是如此，这里的一切都偏高 ${format.number(Number(factor.toPrecision(3)))} 倍。`,
  "steps-per-epoch-assumed": ({ stepsPerEpoch }) =>
    `日志没有说明一轮有多长：计划假定为 ${whole(stepsPerEpoch)} 步。请给出 --total-steps，或 --steps-per-epoch 与 --epochs。`,
  "unknown-optimizer": (data) =>
    `日志没有说明用的是哪个优化器，因此采用未知优化器的安全余量${margins(data)}。请给出 --optimizer。`,
  "optimizer-not-known": ({ optimizer, nearest, ...data }) =>
    `这里不认识优化器 ${optimizer}，从名称也看不出它属于哪一类，因此采用未知优化器的安全余量${margins(data)}。${nearest === undefined ? "" : `您指的是 ${nearest} 吗？`}`,
  "no-lr": () => "日志中没有学习率。",
  "lr-falls": ({ row, fromLr, toLr }) =>
    `学习率在第 ${whole(row)} 行从 ${lrsApart(fromLr, toLr).join(" 降到 ")}。`,
  "constant-lr": ({ lr }) => `学习率一直停在 ${format.lr(lr)}。`,
  "narrow-lr": ({ fromLr, toLr }) =>
    `学习率只从 ${lrsApart(fromLr, toLr).join(" 升到 ")}，不到 3 倍，范围太窄。`,
  "lr-settles": ({ row, lr }) =>
    `学习率到第 ${whole(row)} 行升到 ${format.lr(lr)}，之后一直不变，像是预热之后的训练。`,
  resumed: ({ times, step, left }) =>
    times === 1
      ? `训练在第 ${whole(step)} 步恢复过：略去了同样步骤上较早的 ${whole(left)} 个损失。`
      : `训练恢复过 ${whole(times)} 次，最早在第 ${whole(step)} 步：略去了同样步骤上较早的 ${whole(left)} 个损失。`,
  gaps: ({ count, from, to, usual }) =>
    `日志中有 ${whole(count)} 处空缺，第一处从第 ${whole(from)} 步到第 ${whole(to)} 步${usual === undefined ? "" : `（通常相隔 ${format.number(usual)} 步）`}：其间发生的事看不到。`,
  // Preparation, and what trained
  "data-table": ({ rows, cells, delimiter, header }) =>
    `读取了 ${whole(rows)} 行，每行 ${whole(cells)} 个单元格（分隔符：${nameIn(DELIMITERS, delimiter)}）；${header ? "第 1 行是列名" : `没有表头，各列命名为 column0 至 column${cells - 1}`}。`,
  "data-groups": ({ column }) => `列 ${quoted([column])} 让行保持在一起，它不是特征。`,
  "data-numeric": ({ columns, scaled }) =>
    `${whole(columns)} 个数字列${scaled ? "，按训练行的统计缩放为均值 0、标准差 1" : "，未缩放"}。`,
  "data-one-hot": ({ column, inputs, levels }) =>
    `列 ${quoted([column])} 作独热编码，${whole(inputs)} 个输入：${levels.map((level) => (level === "(missing)" ? "（缺失）" : level)).join("、")}${inputs > levels.length ? "……" : ""}。`,
  "data-constant": ({ columns }) => `因恒定不变而略去：${quoted(columns)}。`,
  "data-images": ({ images, shape }) =>
    `读取了 ${whole(images)} 幅 ${shape.join(" x ")} 的无符号字节图像；像素除以 255。`,
  "data-labels": ({ file, digest }) => `标签来自 ${file}，SHA-256 为 ${digest}。`,
  "data-arrays": ({ rows, shape, scaled }) =>
    `来自数组的 ${whole(rows)} 行，每行 ${shape.join(" x ")} 个数字，${scaled ? "按训练行的统计缩放为均值 0、标准差 1" : "未缩放"}。`,
  "data-target": ({ kind, column, classes = 0, from, to }) => {
    const of = column === undefined ? "" : `列 ${quoted([column])}，`;
    if (kind === "regression") return `目标：${of}对 ${from} 到 ${to} 的数字作回归。`;
    if (kind === "text") return `目标：${of}共 ${whole(classes)} 类（按文本）。`;
    if (kind === "labels-file") return `目标：${of}共 ${whole(classes)} 类，来自标签文件。`;
    const why = kind === "integers" ? "不同的整数很少；`--task regression` 可改变" : "数字";
    return `目标：${of}共 ${whole(classes)} 类，取值从 ${from} 到 ${to}（${why}）。`;
  },
  "data-target-scaled": ({ mean, deviation }) =>
    `目标缩放为均值 0、标准差 1（训练行的均值 ${format.number(mean)}，标准差 ${format.number(deviation)}）：平方误差损失为 1 相当于总是预测均值。`,
  "data-split": ({ how, train, heldOut, groups, heldOutGroups }) =>
    `${SPLITS[how]}：${whole(train)} 行训练，留出 ${whole(heldOut)} 行${how === "groups" ? `（${whole(groups ?? 0)} 组中的 ${whole(heldOutGroups ?? 0)} 组，没有一组分在两边）` : how === "ordered" ? "（最后的）" : ""}。`,
  "engine-chosen": ({ name, asked, failures, remarks = [], arithmetic, ...page }) =>
    [
      asked
        ? `按要求使用 ${name}，它训练了此模型的一步`
        : page.place === "page"
          ? `${name} 是此页面的引擎中第一个训练了此模型一步的`
          : `${name} 是训练了此模型一步的引擎中最快的`,
      ...failures.map(
        (each) => `${each.name} 无法使用：${nameIn(ENGINE_FAILURES, each.reason, 300)}`,
      ),
      ...(page.place === undefined ? remarks : []),
      ...(page.absent ?? []).map((each) => `没有 ${each.name}：${ABSENT[each.reason](each.name)}`),
      ...(page.oneThread ? [ONE_THREAD_IN_PAGE] : []),
      ...(page.noThreads === undefined
        ? []
        : [`wasm 启动时未带线程：${nameIn(ENGINE_FAILURES, page.noThreads, 300)}`]),
      ...(arithmetic === undefined ? [] : [arithmeticText(arithmetic)]),
    ].join("；"),
  "engine-outside": ({ command }) =>
    command === undefined ? "训练由启动 lr-finder 的进程进行" : `训练由此命令进行：${command}`,
  "engine-none": ({ of, names }) =>
    `这里没有训练：${of === "losses" ? "损失" : "各次训练"}读取自 ${names.join("、")}`,
  // Configs
  "kept-quoted": ({ path }) => `${path} 仍是引号中的数字（字符串），与其相邻的值一样。`,
  "was-quoted": ({ path, old }) => `${path} 原为字符串 ${old}，现在是数字。`,
  "was-text": ({ path, old }) => `${path} 原为 ${old}，不是数字：请确认写入的是正确的键。`,
  "was-not-a-number": ({ path, old }) =>
    `${path} 原写作 ${old}，并非所有 YAML 读取程序都把它当作数字。`,
  "inline-comment": ({ path }) =>
    `${path} 所在行有注释；不支持行内注释的读取程序会把它当作值的一部分。`,
  "duplicate-key": ({ path, times }) =>
    `${path} 出现了 ${whole(times)} 次；以最后一个为准，写入的也是它。`,
  "also-changes": ({ path, users }) =>
    `${path} 也被 ${list(users.slice(0, 20).map((user) => `${user.path}（第 ${whole(user.line)} 行）`))}${users.length > 20 ? ` 等 ${whole(users.length)} 处` : ""} 使用，会随之改变。`,
  "field-skipped": ({ field, path, kind }) => `${path} 保持原样：${kind} 调度没有 ${field}。`,
  "not-in-profile": () => "计划的一部分在这个库的配置中没有位置，已略去。",
  "result-changed": ({ file }) => `结果 ${file} 在应用之后重新写过：要使用它，请再次应用。`,
  "lr-was-auto": ({ path }) =>
    `${path} 原为 "auto"：由读取它的程序用自己的参数填入（Transformers：learning_rate）。这里的数字若与之不同会被拒绝。`,
  "lr-far-from-old": ({ path, oldLr, newLr }) =>
    newLr > oldLr
      ? `${path} 原为 ${format.lr(oldLr)}，新值 ${format.lr(newLr)} 是它的 ${short(newLr / oldLr)} 倍。`
      : `${path} 原为 ${format.lr(oldLr)}，是新值 ${format.lr(newLr)} 的 ${short(oldLr / newLr)} 倍。`,
  "lr-optimizer-differs": ({ path, optimizer, result }) =>
    `结果是用 ${result} 测得的，而 ${path} 写的是 ${optimizer}：两者的学习率不能通用。`,
  "lr-overridden": ({ path, by, profile }) =>
    `${list(by.slice(0, 20).map((one) => `${one.path}（第 ${whole(one.line)} 行）`))} 会取代 ${path}，因此改动在那里不起作用：--profile ${profile} 会一并写入。`,
  "lr-left": ({ others }) =>
    `配置中的其他学习率保持原样：${list(others.slice(0, 20).map((one) => `${one.path}（第 ${whole(one.line)} 行）`))}。`,
  "lr-idle": ({ path, by, value }) => `${by} 为 ${value}：${path} 因此不会按写入的值使用。`,
  // The native engine
  "native-unverified": ({ folder }) => `${folder} 未经验证，按原样使用。`,
} satisfies Partial<Sayings<NoteCode>>;

/** What the LR of the lowest place is divided by. */
function margins({ unknown, sgd, adam }: NoteData["unknown-optimizer"]): string {
  if (unknown === undefined || sgd === undefined || adam === undefined) return "";
  return `：曲线最低处的学习率除以 ${short(unknown)}（普通 SGD 除以 ${short(sgd)}，Adam 和动量除以 ${short(adam)}）`;
}
