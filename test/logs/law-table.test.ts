import { describe, expect, test } from "vitest";
import { type LawColumns, lawTableFrom, parseLog } from "../../src/logs/index.ts";

const read = (text: string, columns: LawColumns = {}) =>
  lawTableFrom(parseLog(text, "runs.csv"), columns);

const LRS = [1e-4, 1e-3, 1e-2];
const csv = (head: string, rows: readonly string[]) => `${[head, ...rows].join("\n")}\n`;
const grid = (row: (lr: number, batch: number, width: number) => string) =>
  [16, 64].flatMap((batch) => [32, 128].flatMap((width) => LRS.map((lr) => row(lr, batch, width))));

describe("columns by name", () => {
  test("LR, held-out before training loss, batch size, width, steps and seed", () => {
    const table = read(
      csv(
        "seed,bs,d_model,steps,learning_rate,train_loss,val_loss",
        grid((lr, batch, width) => `1,${batch},${width},${8000 / batch},${lr},0.5,0.6`),
      ),
    );
    expect(table.columns).toEqual({ lr: "learning_rate", loss: "val_loss", seed: "seed" });
    expect(table.factors.map(({ name, kind }) => [name, kind])).toEqual([
      ["bs", "batch"],
      ["d_model", "size"],
    ]);
    expect(table.rows[0]).toEqual({
      factors: { bs: 16, d_model: 32 },
      names: {},
      lr: 1e-4,
      loss: 0.6,
      seed: "1",
    });
    const codes = table.warnings.map(({ code }) => code);
    expect(codes).toContain("law-factors-guessed");
    // Steps follow from the batch size in this table.
    const follow = table.warnings.find(({ code }) => code === "law-columns-follow");
    expect(follow?.data).toEqual({ columns: ["steps"] });
    expect(codes).toContain("columns-left-out");
  });

  test.each([
    ["tokens", "examples"],
    ["epochs", "examples"],
    ["max_steps", "updates"],
    ["iterations", "updates"],
  ])("a horizon called %s counts %s", (name, unit) => {
    const rows = [100, 400].flatMap((length) => LRS.map((lr) => `${length},${lr},${lr}`));
    expect(read(csv(`${name},lr,loss`, rows)).factors).toEqual([
      { name, kind: "horizon", unit, guessed: true },
    ]);
  });

  test("a setting of unknown name is a factor where values repeat, and told where they do not", () => {
    const rows = LRS.flatMap((lr, i) =>
      [0.1, 0.01].map((decay, j) => `${decay},${3 * i + j + 0.5},${lr},1`),
    );
    const table = read(csv("weight_decay,gizmo,lr,loss", rows));
    expect(table.factors.map(({ name }) => name)).toEqual(["weight_decay"]);
    const unclear = table.warnings.find(({ code }) => code === "law-columns-unclear");
    expect(unclear?.data).toEqual({ columns: ["gizmo"] });
  });

  test("texts part the trainings: a law for each", () => {
    const rows = ["adam", "sgd"].flatMap((name) =>
      [8, 32].flatMap((batch) => LRS.map((lr) => `${name},${batch},${lr},1`)),
    );
    const table = read(csv("optimizer,batch_size,lr,loss", rows));
    expect(table.names).toEqual(["optimizer"]);
    expect(table.rows[0]?.names).toEqual({ optimizer: "adam" });
    expect(table.factors.map(({ name }) => name)).toEqual(["batch_size"]);
  });

  test("an export of a sweep: names of runs and their states are no factors", () => {
    const rows = grid(
      (lr, batch, width) => `run-${batch}-${width}-${lr},finished,${lr},${batch},${width},1`,
    );
    const table = read(csv("Name,State,lr,batch_size,width,final_val_loss", rows));
    expect(table.factors.map(({ name }) => name)).toEqual(["batch_size", "width"]);
    expect(table.names).toEqual([]);
  });
});

describe("what follows from others, and what does not", () => {
  test("of cells drawn at random no factor is lost, though each has other values of the rest", () => {
    const cells = [
      [16, 1e9, 64],
      [32, 4e9, 128],
      [64, 2e9, 64],
      [128, 8e9, 256],
      [256, 3e9, 128],
    ];
    const rows = cells.flatMap(([batch, tokens, width]) =>
      LRS.map((lr) => `${batch},${tokens},${width},${lr},1`),
    );
    const table = read(csv("batch,tokens,width,lr,loss", rows));
    expect(table.factors.map(({ name }) => name)).toEqual(["batch", "tokens", "width"]);
  });

  test("a quotient, rounded, follows; so does a second name of the same size", () => {
    const rows = [16, 64, 256].flatMap((batch) =>
      [1e7, 3e7].flatMap((tokens) =>
        [64, 256].flatMap((width) =>
          LRS.map(
            (lr) =>
              `${batch},${tokens},${width},${12 * width * width + 999},${Math.round(tokens / batch / 128)},${lr},1`,
          ),
        ),
      ),
    );
    const table = read(
      csv("batch,tokens,params,width,steps,lr,loss".replace("params,width", "width,params"), rows),
    );
    expect(table.factors.map(({ name }) => name)).toEqual(["batch", "tokens", "params"]);
    const follow = table.warnings.find(({ code }) => code === "law-columns-follow");
    expect(follow?.data).toEqual({ columns: ["steps", "width"] });
  });

  test("a column that varies beside named factors is said to be pooled", () => {
    const rows = [16, 64].flatMap((batch) =>
      [32, 128].flatMap((width) => LRS.map((lr) => `${batch},${width},${lr},1`)),
    );
    const table = read(csv("batch,width,lr,loss", rows), {
      factors: [{ name: "batch", kind: "batch" }],
    });
    expect(table.warnings.map(({ code, data }) => [code, data])).toEqual([
      ["law-columns-pooled", { columns: ["width"] }],
    ]);
  });

  test("trainings that run, or were killed, are left out by their state", () => {
    const rows = LRS.flatMap((lr, i) =>
      ["finished", i === 0 ? "running" : "finished"].map((state) => `${state},8,${lr},1`),
    );
    const table = read(csv("State,batch,lr,loss", rows), { factors: [{ name: "batch" }] });
    expect(table.rows).toHaveLength(5);
    expect(table.warnings.find(({ code }) => code === "law-unfinished")?.data).toEqual({ rows: 1 });
  });
});

test("a training without a loss, or an infinite one, broke", () => {
  const table = read(
    "batch,lr,loss\n8,0.1,\n8,0.01,inf\n8,0.001,nan\n16,0.1,2\n16,0.01,1\n16,0.001,3\n",
  );
  expect(table.rows.map(({ loss }) => loss)).toEqual([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    2,
    1,
    3,
  ]);
});

test("named columns and kinds win over what would be guessed", () => {
  const table = read("x,y,z\n8,0.1,1\n8,0.01,2\n16,0.1,3\n", {
    lr: "y",
    loss: "z",
    factors: [{ name: "x", kind: "batch" }],
  });
  expect(table.factors).toEqual([{ name: "x", kind: "batch", unit: "examples", guessed: false }]);
  expect(table.warnings).toEqual([]);
});

describe("what cannot be read is refused with its place", () => {
  test.each([
    ["no LR", "a,b\n1,2\n", {}, /learning rate.*--lr.*"a", "b"/],
    ["no loss", "lr,b\n1,2\n", {}, /no column of a loss/],
    ["an unknown column", "lr,loss\n1,2\n", { factors: [{ name: "batchs" }] }, /"batchs"/],
    [
      "a bad cell among losses",
      "lr,loss,batch\n1,2,8\n1,2.01x,8\n",
      {},
      /row 3, column "loss": "2.01x"/,
    ],
    [
      "a bad cell among guessed factors",
      "lr,loss,batch\n1,2,8\n1,2,4\n1,3,big\n",
      {},
      /column "batch": "big"/,
    ],
    [
      "text among numbers",
      "lr,loss,batch\n1,2,8\n1,2,big\n",
      { factors: [{ name: "batch", kind: "batch" }] },
      /row 3, column "batch": "big" is no number/,
    ],
    [
      "a factor of 0",
      "lr,loss,batch\n1,2,8\n1,2,0\n",
      { factors: [{ name: "batch", kind: "batch" }] },
      /row 3.*"batch".*above 0/,
    ],
  ] satisfies [string, string, LawColumns, RegExp][])("%s", (_name, text, columns, message) => {
    expect(() => read(text, columns)).toThrow(message);
  });
});

describe("columns of exports, with a group before their names", () => {
  const grouped = csv(
    "config.learning_rate,summary/val_loss,params_batch_size,params_weight_decay",
    grid((lr, batch, width) => `${lr},0.6,${batch},${width / 100}`),
  );

  test("are what their settings are", () => {
    const { factors } = read(grouped);
    expect(factors.map(({ name, kind }) => [name, kind])).toEqual([
      ["params_batch_size", "batch"],
      ["params_weight_decay", "plain"],
    ]);
  });

  test("are called by the ends of their names, where these are of one alone", () => {
    const named = read(grouped, { lr: "LEARNING_RATE", factors: [{ name: "batch_size" }] });
    expect(named.columns.lr).toBe("config.learning_rate");
    expect(named.factors.map(({ name }) => name)).toEqual(["params_batch_size"]);
    const twice = csv("a.batch,b.batch,lr,loss", ["16,1,0.1,1", "32,2,0.1,1"]);
    expect(() => read(twice, { factors: [{ name: "batch" }] })).toThrow(/no column "batch"/);
    expect(() => read(grouped, { factors: [{ name: "size_" }] })).toThrow(/no column/);
  });
});

test("trainings with 0 as a factor are left out, and told: a law is over logarithms", () => {
  const rows = [0, 0.01, 0.1].flatMap((decay) => LRS.map((lr) => `${decay},${lr},1`));
  const table = read(csv("weight_decay,lr,loss", rows));
  expect(table.factors.map(({ name }) => name)).toEqual(["weight_decay"]);
  expect(table.rows).toHaveLength(6);
  expect(table.warnings.find(({ code }) => code === "law-rows-at-zero")?.data).toEqual({
    columns: ["weight_decay"],
    rows: 3,
  });
  const apart = read(csv("weight_decay,lr,loss", rows), {
    factors: [{ name: "weight_decay", kind: "names" }],
  });
  expect(apart.rows).toHaveLength(9);
  // Of 0 and one other value there is no law, and below 0 no logarithm.
  for (const off of [0, -1]) {
    const two = [off, 0.1].flatMap((decay) => LRS.map((lr) => `${decay},${lr},1`));
    expect(read(csv("weight_decay,lr,loss", two)).factors).toEqual([]);
  }
});

describe("columns that the point names are factors", () => {
  const rows = LRS.map((lr) => `64,100,${lr},1`);
  const kinds = (text: string, columns: LawColumns) =>
    read(text, columns).factors.map(({ name, kind }) => `${name} ${kind}`);

  test("where they have one value, and beside those that are named", () => {
    const text = csv("batch,tokens,lr,loss", rows);
    expect(kinds(text, {})).toEqual([]);
    expect(kinds(text, { at: ["tokens"] })).toEqual(["tokens horizon"]);
    const named = { factors: [{ name: "batch" }], at: ["tokens", "batch", "nothing"] };
    expect(kinds(text, named)).toEqual(["batch batch", "tokens horizon"]);
  });

  test("where they would follow from others", () => {
    const text = csv(
      "batch,steps,lr,loss",
      [16, 64].flatMap((batch) => LRS.map((lr) => `${batch},${6400 / batch},${lr},1`)),
    );
    expect(kinds(text, {})).toEqual(["batch batch"]);
    expect(kinds(text, { at: ["batch", "steps"] })).toEqual(["batch batch", "steps horizon"]);
  });

  test("and texts in them are told, not taken for names", () => {
    const text = csv(
      "tokens,lr,loss",
      ["1M", "4M"].flatMap((tokens) => LRS.map((lr) => `${tokens},${lr},1`)),
    );
    expect(() => read(text, { at: ["tokens"] })).toThrow(/column "tokens": "1M" is no number/);
  });
});

test("a column of learning rates without numbers is told with what it holds", () => {
  expect(() => read("lr,loss\n0.1%,1\n1%,2\n")).toThrow(/"lr" of .* holds no numbers.*0\.1%/);
  expect(() => read("lr,loss\n")).toThrow(/"lr" of .* holds no numbers/);
});

test("trainings without a learning rate above 0 are left out, and told", () => {
  const table = read(
    csv(
      "batch,lr,loss",
      [0, ...LRS].map((lr) => `8,${lr},1`),
    ),
  );
  expect(table.rows).toHaveLength(LRS.length);
  expect(table.warnings.find(({ code }) => code === "law-without-lr")?.data).toEqual({
    column: "lr",
    rows: 1,
  });
});
