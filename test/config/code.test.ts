import { expect, test } from "vitest";
import { isCode, isProto, lrLines } from "../../src/config/index.ts";

test.each([
  ["lr = 0.1", "lr", "0.1"],
  ["LR: float = 3e-4  # tuned", "LR", "3e-4"],
  ["    'learning_rate': .01,", "learning_rate", ".01"],
  ["opt = Adam(p, lr=1e-3, eps=1e-8)", "lr", "1e-3"],
  ["cfg.optimizer.lr = 0.02", "lr", "0.02"],
  ["Adam.learning_rate = 0.01", "learning_rate", "0.01"],
  ["python train.py --lr 0.1 --epochs 3", "lr", "0.1"],
  ["python train.py --learning-rate=0.1", "learning-rate", "0.1"],
  ['p.add_argument("--lr", type=float, default=0.1, help="rate")', "lr", "0.1"],
  ['flags.DEFINE_float("learning_rate", 0.05, "rate")', "learning_rate", "0.05"],
  ["base_lr: 0.01", "base_lr", "0.01"],
  ["lr = 0.1 // tuned", "lr", "0.1"],
  ["unet_lr = 1e-4;", "unet_lr", "1e-4"],
])("%s", (text, name, number) => {
  const [line, ...more] = lrLines(`\n${text}\r\n`);
  expect(more).toEqual([]);
  expect(line).toMatchObject({ name, line: 2, text: text.trim() });
  expect(line?.text.slice(line.start, line.end)).toBe(number);
});

test.each([
  "if lr == 0.1:",
  "# lr = 0.1",
  "lr = base * 2",
  "lr = 0.1x",
  "min_lr = 0.1",
  "warmup_lr: 0.1",
  '{"params": head, "lr": 0.1 * args.lr},',
  "lr = 0.1/batch",
  "lr_scheduler_gamma=0.5",
])("none in %s", (text) => {
  expect(lrLines(text)).toEqual([]);
});

test("a default on a later line, and not that of the next argument", () => {
  const text =
    'p.add_argument(\n    "--lr",\n    type=float,\n    default=0.1,\n)\np.add_argument("--base-lr")\np.add_argument("--n", default=3)\n';
  expect(lrLines(text)).toMatchObject([{ name: "lr", line: 4, text: "default=0.1," }]);
});

test("time grows with the length of a program, not with its square", () => {
  const text = (lines: number) => "x['--a'] = f(--b, lr, default, 'lr')\nlr = 0.1\n".repeat(lines);
  const seconds = (lines: number) => {
    const start = process.cpuUsage();
    expect(lrLines(text(lines))).toHaveLength(lines);
    return process.cpuUsage(start).user / 1e6;
  };
  seconds(1000);
  expect(seconds(16_000)).toBeLessThan(24 * seconds(2000) + 1);
});

test.each(["pipeline.config", "a/pipeline.config", "solver.prototxt", "x.pbtxt"])(
  "%s is text protobuf",
  (file) => expect([isProto(file), isCode(file)]).toEqual([true, true]),
);
test.each(["train.jsonnet", "lib/optim.libsonnet", "a.gin"])("%s is a program", (file) => {
  expect([isProto(file), isCode(file)]).toEqual([false, true]);
});
test.each(["my-pipeline.config", "a.config", "a.json"])("%s is not", (file) => {
  expect([isProto(file), isCode(file)]).toEqual([false, false]);
});
