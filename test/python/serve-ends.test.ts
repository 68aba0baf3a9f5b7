import { expect, test } from "vitest";
import { describeWith } from "../helpers/needs.ts";
import { pythonWith } from "../helpers/python.ts";
import { drive } from "./driver.ts";
import { serving } from "./square.ts";

const pythonNeed = pythonWith();
const python = pythonNeed.path;

const STATE = "get_state=lambda: w, set_state=put";

describeWith(pythonNeed, "serve, where something goes wrong or comes to its end", () => {
  test("says what it cannot do, and what it does not know", async () => {
    const trainer = drive(python, serving("step"));
    expect((await trainer.read()).capabilities).toEqual([]);
    for (const lrf of ["evaluate", "snapshot", "restore"] as const) {
      expect((await trainer.ask({ lrf })).message).toBe(
        `LrFinderError: this trainer cannot '${lrf}'`,
      );
    }
    const able = drive(python, serving(`step, ${STATE}`));
    await able.read();
    expect((await able.ask({ lrf: "restore" })).message).toContain("no snapshot");
    const unwilling = drive(python, serving(`step, restore=False, ${STATE}`));
    expect((await unwilling.read()).capabilities).toEqual([]);
  });

  test("ends by itself when the finder goes away, and says so", async () => {
    const trainer = drive(python, serving("step"));
    await trainer.read();
    await trainer.losses([0.1]);
    trainer.hangUp();
    expect(await trainer.ended).toBe(0);
    expect(trainer.errors).toContain("the finder has gone away");
  });

  test("an exit inside a step is answered, and is an exit", async () => {
    const trainer = drive(python, "import lr_finder\nlr_finder.serve(lambda lr: exit(9))");
    await trainer.read();
    expect((await trainer.ask({ lrf: "step", lr: 1 })).message).toContain("SystemExit: 9");
    expect(await trainer.ended).toBe(9);
  });

  test("refuses what cannot be driven, in words", async () => {
    const forms: [string, string][] = [
      ["lambda: 1", "TypeError: nothing sets the learning rate"],
      ["lambda a, b: 1", "`step` must take the LR or nothing, and needs a, b"],
      ["lambda lr, *, x: 1", "needs lr, x"],
      ["3", "`step` must be a function, got int"],
      ["lambda lr: 1, get_state=lambda: 1", "give both get_state and set_state"],
      ["lambda: 1, optimizer=3", "`optimizer` must be a torch or Keras optimizer, got int"],
      ["lambda lr: next(lr_finder.Loop(iter([1])))", "Loop needs the loader itself"],
      ["lambda lr: next(lr_finder.Loop([]))", "the loader of a Loop has no batches"],
      ["lambda lr: 1, also=[3]", "cannot put back int"],
    ];
    const errors = await Promise.all(
      forms.map(async ([call]) => {
        const trainer = drive(python, `import lr_finder\nlr_finder.serve(${call})`);
        trainer.send('{"lrf":"step","id":1,"lr":1}');
        trainer.send('{"lrf":"snapshot","id":2}');
        trainer.send('{"lrf":"close"}');
        await trainer.ended;
        return trainer.errors;
      }),
    );
    for (const [i, [, words]] of forms.entries()) expect(errors[i]).toContain(words);
  });

  test("a loop that a framework owns can be driven by a session", async () => {
    const trainer = drive(
      python,
      `import lr_finder
session = lr_finder.Session()
for batch in range(3):
    lr = session.next_step()
    session.result({"loss": lr * 2}, skipped=batch == 1)
session.ended("the loop is over")`,
    );
    await trainer.read();
    expect(await trainer.losses([1])).toEqual([2]);
    expect(await trainer.ask({ lrf: "step", lr: 2 })).toMatchObject({ loss: 4, skipped: true });
    await trainer.losses([1]);
    expect((await trainer.ask({ lrf: "step", lr: 1 })).message).toBe("the loop is over");
    expect(await trainer.ended).toBe(1);
  });
});
