import type { NoteTemplates } from "../note-text.ts";

/** Chinese for the notes on tables, logs and trainers: see `zh-notes.ts`. */
export const zhDataNotes: NoteTemplates = {
  // Columns of a data set
  "empty-column": "没有任何值的列已略去：{names:columns}。",
  "row-number-column": "列 {names:column} 只是文件的行号；若它没有意义，请用 `--ignore` 去掉。",
  "mixed-column":
    "列 {names:column} 中有 {count:numbers} 个数字和 {count:texts} 个文本（最早在第 {count:row} 行），按类别处理；`--numeric` 会把每个文本视为错误，`--categorical` 表示这样处理是对的。",
  "too-many-levels":
    "列 {names:column} 有太多不同的文本（{count:levels} 种），已略去；`--categorical` 可保留它。",
  "missing-values": "缺失 {count:cells} 个单元格：数字用训练行的中位数填补，类别则单独算作一类。",
  "missing-target": "目标列 {names:column} 有 {count:rows} 行没有值，已略去。",
  "not-utf8": "文件不是规范的 UTF-8：损坏的字符读作 U+FFFD。",
  // Trainer
  "trainer-info-missing": "训练程序没有说明 {names:missing}：请把它们加入 ready 消息的 `info`。",
  "unknown-epoch-length": "数据集没有说明有多少批，因此把一步当作一轮；请给出 `stepsPerEpoch`。",
  "loss-activation": "损失函数 {text:loss} 与模型输出的激活函数 {text:activation} 不相配。",
  // Logs
  "ragged-rows":
    "有 {count:rows} 行的单元格数与列数不符，已略去；第一处是第 {count:firstRow} 行（{count:cells} 个单元格）。",
  "cut-off": "文件在最后一行中断：该行已略去。",
  "decimal-commas": "数字使用逗号作小数点，已照此读取。",
  "repeated-header": "表头在各行之间又出现了 {count:times} 次。",
  "duplicate-columns": "有多列同名：{names:names}。",
  "skipped-lines": "有 {count:lines} 行不是 JSON，已略去；第一处是第 {count:firstLine} 行。",
  "damaged-gzip": "压缩文件在中途损坏：只使用了损坏处之前的内容。",
  "truncated-event-file": "事件文件不完整：使用了中断前的 {count:events} 个事件。",
  "corrupt-event-file":
    "事件文件在第 {count:offset} 字节之后损坏（校验和不符）：使用了此前的 {count:events} 个事件。",
  "several-lr-columns":
    "学习率取自列 {names:used}；{names:others} 已略去（用 --lr-column 可指定其他列）。",
  "several-passes": "日志中有 {count:passes} 次学习率扫描：按同一扫描的重复处理。",
  "losses-without-lr": "{count:of} 个损失中有 {count:losses} 个在其步骤上没有学习率：已略去。",
  "sorted-by-step": "各行没有按步骤排列，已重新排好。",
  "zero-lr": "有 {count:rows} 个学习率为 0：从中学不到什么，已略去。",
  "smoothed-losses":
    "从名称看，列 {names:column} 是平均后的损失：它滞后于学习率，由此读出的学习率偏高。请记录每一步的损失。",
  "looks-smoothed":
    "这些损失看起来是滑动平均（fastai、Lightning、torch-lr-finder 都这样记录）：它滞后于学习率，由此读出的学习率偏高。若由其中之一写出，--recorded-by fastai、lightning 或 torch-lr-finder 可还原原始损失。",
  "averaged-losses":
    "每个损失约为 {count:steps} 步的平均，而学习率是其中最后一步的：读出的学习率最多偏高一条记录。请用 logging_steps=1 扫描。",
  "lr-may-lead":
    "旧版 transformers 在损失旁写的是下一步的学习率：若是如此，这里的一切都偏高 {short:factor} 倍。",
  "steps-per-epoch-assumed":
    "日志没有说明一轮有多长：计划假定为 {count:stepsPerEpoch} 步。请给出 --total-steps，或 --steps-per-epoch 与 --epochs。",
  "unknown-optimizer":
    "日志没有说明用的是哪个优化器，因此采用普通 SGD 的安全余量（曲线最低处的三分之一；Adam 和动量为四分之一）。请给出 --optimizer。",
};
