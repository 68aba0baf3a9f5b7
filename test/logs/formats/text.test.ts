import { describe, expect, test } from "vitest";
import { fieldsOf } from "../../../src/logs/formats/text/fields.ts";
import {
  createLogParser,
  keepPickable,
  type LogTable,
  parseLog,
  pickColumns,
  trainingLogFrom,
  trainingLogsFrom,
} from "../../../src/logs/index.ts";

const read = (text: string): LogTable => parseLog(text, "train.log", { keep: keepPickable() });
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

interface Told {
  readonly losses: readonly number[];
  readonly lrs?: readonly number[];
  readonly steps?: readonly number[];
  readonly heldOut?: readonly number[];
}

/** Lines as these tools print them, made up here; what each tells. */
const PRINTS: readonly (readonly [string, string, Told])[] = [
  [
    "a logger with key=value",
    lines(3, (i) => `2026-01-01 10:00:0${i} INFO epoch=0 step=${i} loss=${3 - i}.0 lr=0.001`),
    { losses: [3, 2, 1], lrs: [0.001, 0.001, 0.001], steps: [0, 1, 2] },
  ],
  [
    "nanoGPT",
    "step 0: train loss 4.28, val loss 4.29\niter 0: loss 4.28, time 512.3ms, mfu -100.00%\niter 10: loss 3.5, time 12.3ms, mfu 5.00%\niter 20: loss 3.25, time 11.3ms\n",
    { losses: [4.28, 3.5, 3.25], steps: [0, 10, 20], heldOut: [4.29] },
  ],
  [
    "OpenMMLab",
    "01/01 10:00:00 - mmengine - INFO - Epoch(train) [1][ 50/500]  lr: 1.0e-02  eta: 1:00:00  time: 0.5  data_time: 0.1  memory: 5000  loss: 2.31  loss_cls: 1.3\n01/01 10:01:00 - mmengine - INFO - Epoch(train) [1][100/500]  lr: 1.0e-02  eta: 0:59:00  time: 0.5  data_time: 0.1  memory: 5000  loss: 2.11  loss_cls: 1.2\n01/01 10:02:00 - mmengine - INFO - Epoch(train) [2][ 50/500]  lr: 1.0e-03  eta: 0:49:00  time: 0.5  data_time: 0.1  memory: 5000  loss: 1.91  loss_cls: 1.1\n",
    { losses: [2.31, 2.11, 1.91], lrs: [0.01, 0.01, 0.001], steps: [50, 100, 550] },
  ],
  [
    "Caffe",
    "I0101 10:00:00.0 1 solver.cpp:218] Iteration 20 (5.3 iter/s, 3.7s/20 iters), loss = 2.1\nI0101 10:00:00.0 1 sgd_solver.cpp:105] Iteration 20, lr = 0.01\nI0101 10:00:05.0 1 solver.cpp:218] Iteration 40 (5.3 iter/s, 3.7s/20 iters), loss = 1.9\nI0101 10:00:05.0 1 sgd_solver.cpp:105] Iteration 40, lr = 0.005\n",
    { losses: [2.1, 1.9] },
  ],
  [
    "Caffe, both",
    "I0101 solver.cpp:228] Iteration 20, loss = 2.1\nI0101 solver.cpp:244]     Train net output #0: accuracy = 0.5\nI0101 solver.cpp:244]     Train net output #1: loss = 1.9 (* 1 = 1.9 loss)\nI0101 solver.cpp:228] Iteration 40, loss = 1.7\nI0101 solver.cpp:244]     Train net output #1: loss = 1.5 (* 1 = 1.5 loss)\n",
    { losses: [2.1, 1.7], steps: [20, 40] },
  ],
  [
    "DETR, with means after each epoch",
    "Epoch: [0]  [ 0/20]  eta: 0:10  lr: 0.000100  class_error: 98.66  loss: 30.5 (30.5)  loss_ce: 1.5 (1.5)\nEpoch: [0]  [10/20]  eta: 0:05  lr: 0.000100  class_error: 98.66  loss: 28.5 (29.5)  loss_ce: 1.5 (1.5)\nAveraged stats: lr: 0.000100  class_error: 98.66  loss: 29.0 (29.5)  loss_ce: 1.5 (1.5)\nEpoch: [1]  [ 0/20]  eta: 0:10  lr: 0.000100  class_error: 98.66  loss: 26.5 (26.5)  loss_ce: 1.5 (1.5)\nAveraged stats: lr: 0.000100  class_error: 98.66  loss: 26.0 (26.5)  loss_ce: 1.5 (1.5)\n",
    { losses: [30.5, 28.5, 26.5], steps: [0, 10, 20] },
  ],
  [
    "iterations that begin again with every epoch",
    lines(
      6,
      (i) =>
        `10:00:0${i} epoch ${1 + Math.floor(i / 3)} - iter ${i % 3}/3 - loss ${6 - i}.5 - lr: 0.1`,
    ),
    { losses: [6.5, 5.5, 4.5, 3.5, 2.5, 1.5], steps: [0, 1, 2, 3, 4, 5] },
  ],
  [
    "epochs in brackets",
    lines(
      4,
      (i) => `Epoch[${i}] - Iter: [0/13]\tTime 4.4 (4.4)\tLoss ${4 - i}.25 (${4 - i}.25)\tLR 0.3`,
    ),
    { losses: [4.25, 3.25, 2.25, 1.25], steps: [0, 1, 2, 3] },
  ],
  [
    "headings",
    lines(
      3,
      (i) =>
        `Training epoch: ${i}\n\tmean_loss: ${3 - i}.5\nDone.\nEval epoch: ${i}\n\tmean_loss: ${4 - i}.5\nDone.`,
    ),
    { losses: [3.5, 2.5, 1.5], heldOut: [4.5, 3.5, 2.5] },
  ],
  [
    "sentences",
    lines(3, (i) => `Epoch ${i}, Step 25, total used time 7.1 (s), avg loss so far is 0.${5 - i}`),
    { losses: [0.5, 0.4, 0.3] },
  ],
  [
    "boxes of names and values",
    lines(
      3,
      (i) =>
        `---------------\n| time/ total_timesteps | ${2048 * (i + 1)} |\n| train/loss       | 0.${5 - i} |\n---------------`,
    ),
    { losses: [0.5, 0.4, 0.3] },
  ],
  [
    "cross entropies",
    lines(
      3,
      (i) =>
        `[2026-01-01 10:00:0${i},533 INFO] Step ${50 * (i + 1)}/1000; acc: 12.00; ppl: 26.87; xent: 3.${5 - i}; lr: 1.0; 4 sec`,
    ),
    { losses: [3.5, 3.4, 3.3], steps: [50, 100, 150], lrs: [1, 1, 1] },
  ],
  [
    "sentences with other numbers, and settings that name epochs",
    `epochs: 20, seed: 1\n${lines(3, (i) => `[Epoch 1 ${i}/9][Iteration ${i + 1}][Clock ${i}.5s] loss is 0.${5 - i}, training cost 15.8s.`)}`,
    { losses: [0.5, 0.4, 0.3], steps: [1, 2, 3] },
  ],
  [
    "epoch and batch after settings that name epochs",
    `epochs: 20\n${lines(4, (i) => `TRAIN [${i >> 1}][${10 * (i % 2)}/20]\tTime 0.1 (0.1)\tLoss/tok ${8 - i}.5 (9.5)`)}`,
    { losses: [8.5, 7.5, 6.5, 5.5], steps: [0, 10, 20, 30] },
  ],
  [
    "the loss before its running mean",
    lines(
      3,
      (i) =>
        `Iteration:    ${20 * i}, Loss function: ${5 - i}.5, Average Loss: 4.5, avg. samples / sec: 424.3`,
    ),
    { losses: [5.5, 4.5, 3.5], steps: [0, 20, 40] },
  ],
  [
    "groups of digits, and decimal commas before another comma",
    lines(3, (i) => `Step ${i + 1},000, loss 2,${5 - i}, lr 0,001`),
    { losses: [2.5, 2.4, 2.3], steps: [1000, 2000, 3000], lrs: [0.001, 0.001, 0.001] },
  ],
  [
    "a setting among the arguments that is no step",
    `{'base_lr': 0.1, 'step': [20, 30], 'epochs': 4}\n${lines(8, (i) => `epoch ${i}: loss ${9 - i}.5`)}`,
    { losses: [9.5, 8.5, 7.5, 6.5, 5.5, 4.5, 3.5, 2.5], steps: [0, 1, 2, 3, 4, 5, 6, 7] },
  ],
  [
    "Caffe's outputs",
    "Iteration 20, Testing net (#0)\n    Test net output #1: loss = 2.3 (* 1 = 2.3 loss)\nIteration 20, lr = 0.01\n    Train net output #0: loss = 2.1 (* 1 = 2.1 loss)\nIteration 40, lr = 0.01\n    Train net output #0: loss = 1.9 (* 1 = 1.9 loss)\n",
    { losses: [2.1, 1.9], heldOut: [2.3] },
  ],
  [
    "PyTorch's examples",
    "Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.300000\nTrain Epoch: 1 [640/60000 (1%)]\tLoss: 1.700000\n\nTest set: Average loss: 0.0543, Accuracy: 9832/10000 (98%)\n\nTrain Epoch: 2 [0/60000 (0%)]\tLoss: 0.500000\n",
    { losses: [2.3, 1.7, 0.5], heldOut: [0.0543] },
  ],
  [
    "torchvision",
    lines(
      3,
      (i) =>
        `Epoch: [0]  [ ${i + 1}00/5004]  eta: 0:4${i}:00  lr: 0.1  img/s: 500.5  loss: ${6 - i}.9000 (7.0${i})  acc1: 1.5 (2.0)`,
    ),
    { losses: [6.9, 5.9, 4.9], lrs: [0.1, 0.1, 0.1], steps: [100, 200, 300] },
  ],
  [
    "the Trainer's prints",
    "Some weights were newly initialized\n{'loss': 0.6, 'grad_norm': 1.2, 'learning_rate': 5e-05, 'epoch': 0.1}\n{'eval_loss': 0.5, 'eval_runtime': 1.0, 'epoch': 0.1}\n{'loss': '0.4', 'grad_norm': '1.1', 'learning_rate': '4e-05', 'epoch': '0.2'}\n{'train_runtime': 10.0, 'train_samples_per_second': 5.0, 'epoch': 0.2}\n",
    { losses: [0.6, 0.4], lrs: [5e-5, 4e-5], heldOut: [0.5] },
  ],
  [
    "Keras",
    "Epoch 1/2\n1875/1875 ━━━━━━━━━━━━━━━━━━━━ 5s 2ms/step - accuracy: 0.9000 - loss: 0.3000 - val_accuracy: 0.9500 - val_loss: 0.2000\nEpoch 2/2\n1875/1875 ━━━━━━━━━━━━━━━━━━━━ 4s 2ms/step - accuracy: 0.9500 - loss: 0.2000 - val_accuracy: 0.9600 - val_loss: 0.1500\n",
    { losses: [0.3, 0.2], steps: [1, 2], heldOut: [0.2, 0.15] },
  ],
  [
    "Megatron",
    lines(
      3,
      (i) =>
        ` iteration       ${i + 1}0/   50000 | consumed samples:          160 | elapsed time per iteration (ms): 1000.${i} | learning rate: ${i + 1}.500E-06 | global batch size:    16 | lm loss: 1.0${5 - i}E+01 | loss scale: 1.0 | grad norm: 5.3${i} |`,
    ),
    { losses: [10.5, 10.4, 10.3], lrs: [1.5e-6, 2.5e-6, 3.5e-6], steps: [10, 20, 30] },
  ],
  [
    "fairseq",
    "2026-01-01 10:00:00 | INFO | train_inner | epoch 001:    100 / 5000 loss=10.2, ppl=1180.5, num_updates=100, lr=1.2e-05, gnorm=2.1\n2026-01-01 10:00:09 | INFO | train_inner | epoch 001:    200 / 5000 loss=9.2, ppl=680.5, num_updates=200, lr=2.4e-05, gnorm=1.1\n2026-01-01 10:10:00 | INFO | valid | epoch 001 | valid on 'valid' subset | loss 9.5 | ppl 700.1\n",
    { losses: [10.2, 9.2], lrs: [1.2e-5, 2.4e-5], heldOut: [9.5] },
  ],
  [
    "TensorFlow's estimators",
    lines(3, (i) => `INFO:tensorflow:loss = ${2 - i / 2}, step = ${i}00 (3.${i} sec)`),
    { losses: [2, 1.5, 1], steps: [0, 100, 200] },
  ],
  [
    "a progress bar",
    lines(
      3,
      (i) =>
        `Steps:  5${i}%|█████     | 5${i}/100 [00:1${i}<00:10,  9.9it/s, lr=0.0001, step_loss=0.${5 - i}]`,
    ),
    { losses: [0.5, 0.4, 0.3], lrs: [1e-4, 1e-4, 1e-4] },
  ],
  [
    "llm.c, coloured",
    lines(
      3,
      (i) =>
        `\u001b[32mstep    ${i + 1}/18865\u001b[0m | loss ${11 - i}.0 (+nanz)| norm 15.3 | lr 8.57e-07 | 500.1 ms`,
    ),
    { losses: [11, 10, 9], steps: [1, 2, 3] },
  ],
  [
    "losses that blow up",
    "step 1 loss 2.5\nstep 2 loss inf\nstep 3 loss nan\n",
    { losses: [2.5, Number.POSITIVE_INFINITY, Number.NaN], steps: [1, 2, 3] },
  ],
  [
    "decimal commas",
    "step: 1 loss: 2,5 lr: 0,125\nstep: 2 loss: 1,25 lr: 0,25\n",
    { losses: [2.5, 1.25], lrs: [0.125, 0.25], steps: [1, 2] },
  ],
];

describe("what scripts print is read as what it says", () => {
  test.each(PRINTS)("%s", (_, text, { losses, lrs, steps, heldOut }) => {
    const table = read(text);
    expect(table.format).toBe("text");
    const log = trainingLogFrom(table);
    expect([...log.losses]).toEqual(losses);
    if (lrs !== undefined) expect([...(log.lrs ?? [])]).toEqual(lrs);
    if (steps !== undefined) expect([...log.steps]).toEqual(steps);
    expect(log.heldOut.map(({ loss }) => loss)).toEqual(heldOut ?? []);
    expect(log.warnings[0]).toMatchObject({ code: "matched-lines" });
  });

  test("and what was matched is said, with the number of lines", () => {
    const { warnings } = trainingLogFrom(read("hello\nloss 3\n\nbye\nloss 2\n"));
    expect(warnings[0]?.data).toEqual({ file: "train.log", columns: ["loss"], lines: 2, of: 4 });
    expect(warnings[0]?.message).toContain("a loss in 2 of 4 lines");
  });

  test("rows are lines", () => {
    expect([...trainingLogFrom(read("hello\n\nloss 3\nloss 2\n")).rowNumbers]).toEqual([3, 4]);
  });

  test("a GAN's losses are each their own", () => {
    const text = lines(5, (i) => `[0/5][${i}/1583]\tLoss_D: 1.${i} Loss_G: 5.${i} D(x): 0.5`);
    expect(trainingLogsFrom(read(text)).map(({ run }) => run)).toEqual(["Loss_D", "Loss_G"]);
  });

  test("long prints before the first loss do not hide it", () => {
    const summary = lines(500, (i) => `layer_${i}.weight | ${i} parameters, of these trained`);
    expect(read(`${summary}\nstep 1 loss 2\nstep 2 loss 1\n`).format).toBe("text");
  });
});

test.each([
  ["a table", "step,loss\n1,2\n2,1\n", "csv"],
  ["a table with prints among its rows", "step,loss\n1,2\nloss=3 at 4\n2,1\n3,1\n4,1\n", "csv"],
  ["a table without names", "1 2\n2 1\n3 1\n", "csv"],
  ["one column", "loss\n2\n1\n", "csv"],
  ["JSON lines", '{"loss": 2}\n{"loss": 1}\n', "jsonl"],
  ["JSON over many lines", '{\n"loss": [2,\n1]\n}\n', "history"],
  ["rows of JSON over many lines", '[\n{"loss": 2},\n{"loss": 1}]\n', "json-rows"],
])("%s is no text log", (_, text, format) => {
  expect(read(text).format).toBe(format);
});

test.each([
  ["10 % of a bar", "Steps: 10%", []],
  ["a time of day", "eta: 0:40:00, iter 12:30:00", []],
  ["a number with a unit", "loss 5.2s", []],
  [
    "a number within a word",
    "loss2: 3 top5: 4",
    [
      ["loss2", 3],
      ["top5", 4],
    ],
  ],
  [
    "a count of something else",
    "time per step: 0.5 best epoch: 3",
    [
      ["time per step", 0.5],
      ["best epoch", 3],
    ],
  ],
  ["a level before a name", "INFO loss: 2", [["loss", 2]]],
  ["the first of two", "loss: 6.9 loss: 7", [["loss", 6.9]]],
])("names and numbers: %s", (_, line, fields) => {
  expect(fieldsOf(line as string).map(({ name, value }) => [name, value])).toEqual(fields);
});

test("lines that are known by their shape give what lines read one by one give", () => {
  const text = lines(400, (i) => {
    const loss = [String(3 / (i + 1)), (1 / (i + 1)).toExponential(3), `-${i}.5`, "nan"][i % 4];
    const pad = String(i).padStart((i % 5) + 1);
    return i % 7 === 0
      ? `saved checkpoint ${i} of 400`
      : `it [${pad}/400] loss: ${loss} (avg 2.${i}) lr=${1e-3 * i}`;
  });
  const whole = read(text);
  const apart = text.split("\n").map((line) => fieldsOf(line));
  const of = (name: string) =>
    apart.flatMap((fields) =>
      fields.filter((field) => field.name === name).map(({ value }) => value),
    );
  expect([...(pickColumns(whole).loss?.values ?? [])]).toEqual(of("loss"));
  expect([...(pickColumns(whole).lr?.values ?? [])]).toEqual(of("lr"));
});

describe("--pattern", () => {
  const text = "10 -> 2.5 @ 0.1\n20 -> 1,5 @ 0.1\nnothing\n30 -> nan @ 0.1\n";
  const pattern = String.raw`^(?<step>\d+) -> (?P<loss>\S+) @ (?<lr>\S+)`;

  test("reads any other lines by named groups", () => {
    const log = trainingLogFrom(parseLog(text, "log", { pattern }));
    expect([...log.losses]).toEqual([2.5, 1.5, Number.NaN]);
    expect([[...log.steps], [...(log.lrs ?? [])]]).toEqual([
      [10, 20, 30],
      [0.1, 0.1, 0.1],
    ]);
    expect(log.warnings[0]?.message).toContain("found by --pattern, a loss in 3 of 4 lines");
  });

  test("that matches nothing, names no loss, or is none is refused", () => {
    expect(() => parseLog(text, "log", { pattern: "(?<loss>x)y" })).toThrow(
      /matches none of the 4 lines of log; the first is "10 -> 2\.5 @ 0\.1"/,
    );
    expect(() => parseLog(text, "log", { pattern: "(.*)" })).toThrow(/named group for the loss/);
    expect(() => parseLog(text, "log", { pattern: "(?<loss>" })).toThrow(/regular expression/);
  });
});

test("while it is written, prints before the losses are no table", () => {
  const parser = createLogParser("train.log");
  const push = (text: string) => parser.push(new TextEncoder().encode(text));
  push("loading data, please wait\nmodel: resnet, 10 layers\n");
  expect(parser.view().columns.flatMap(({ values }) => [...values])).toEqual([]);
  push("step 1 loss 2.5\nstep 2 lo");
  expect(parser.view()).toMatchObject({
    format: "text",
    columns: [{ name: "step" }, { name: "loss" }],
  });
  push("ss 1.5\n");
  expect([...(pickColumns(parser.end()).loss?.values ?? [])]).toEqual([2.5, 1.5]);
});

describe("texts that tell no loss are refused as what they are", () => {
  const refused = (text: string) => {
    try {
      trainingLogFrom(read(text));
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  test.each([
    [
      "prose",
      "The loss of 400 jobs, they say,\nis close to none\nat all, and more\nis to come, they fear\n",
    ],
    [
      "dates in brackets",
      "[12/21 21:00:41] INFO: begins\n  A: 1\n[12/21 21:00:42] INFO: goes on\n  B: 2\n",
    ],
    [
      "a traceback",
      'Traceback (most recent call last):\n  File "train.py", line 257, in estimate_loss\n    x = f(1, 2, 3)\nValueError: too many\n',
    ],
  ])("%s", (_name, text) => {
    expect(refused(text)).toMatch(/none of the 4 lines of train\.log tells a loss/);
  });

  test("with the numbers that there are", () => {
    const text = lines(5, (i) => `Epoch[${i}] Speed: 36.22 samples/sec, accuracy=0.${i}, of 3`);
    expect(refused(text)).toContain('"Epoch" (5)');
  });

  test("held-out losses alone are named", () => {
    const text = lines(5, (i) => `step:${125 * i}/3040 val_loss:${4 - i / 8} train_time:76.6s`);
    expect(refused(text)).toMatch(/has held-out losses \("val_loss"\) and none of training/);
  });
});
