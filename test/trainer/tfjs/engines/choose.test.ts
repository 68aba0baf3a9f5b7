import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { InputError } from "../../../../src/core/errors.ts";
import {
  NODE_ENGINES,
  startEngine,
  withoutNewListeners,
} from "../../../../src/trainer/tfjs/engines/backends.ts";
import { chooseEngine, slowEngineNote } from "../../../../src/trainer/tfjs/engines/choose.ts";

beforeEach(async () => {
  await startEngine("cpu");
});

describe("startEngine", () => {
  // First in the file: each engine starts once in a process.
  it("says nothing and leaves no process listener behind", async () => {
    const warn = vi.spyOn(console, "warn");
    const listeners = () =>
      ["uncaughtException", "unhandledRejection"].map((event) => process.listenerCount(event));
    const before = listeners();
    for (const name of ["wasm", "cpu"] as const) {
      expect(await startEngine(name)).toMatch(/^\d+\.\d+\.\d+$/);
      expect(tf.getBackend()).toBe(name);
      tf.tidy(() => tf.add(tf.ones([2]), 1).dataSync());
    }
    expect(listeners()).toEqual(before);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});

describe("chooseEngine", () => {
  it("takes the first engine whose probe passes, and says why not the faster ones", async () => {
    const tried: string[] = [];
    const choice = await chooseEngine(NODE_ENGINES, {
      probe: async (name) => {
        tried.push(`${name} on ${tf.getBackend()}`);
        if (name !== "cpu") throw new Error("Kernel 'Einsum' not registered for backend 'x'\nmore");
        return 42;
      },
    });
    expect(choice).toMatchObject({ name: "cpu", value: 42, engine: { version: "4.22.0" } });
    expect(tried.slice(-2)).toEqual(["wasm on wasm", "cpu on cpu"]);
    expect(choice.engine.why).toMatch(
      /native cannot be used: .+; wasm cannot be used: Kernel 'Einsum'/,
    );
    expect(choice.engine.why).not.toContain("\n");
  });

  it("tries only a forced engine, and puts the former backend back when it fails", async () => {
    const refuse = chooseEngine(NODE_ENGINES, {
      forced: "wasm",
      probe: async () => {
        throw new Error("no kernel");
      },
    });
    await expect(refuse).rejects.toMatchObject({
      name: "InputError",
      code: "engine-unusable",
      message: expect.stringMatching(/`engine` wasm cannot train this model \(wasm: no kernel\)/),
    });
    expect(tf.getBackend()).toBe("cpu");
    const forced = await chooseEngine(NODE_ENGINES, {
      forced: "cpu",
      probe: async () => undefined,
    });
    expect(forced.engine.why).toMatch(/^cpu was asked for/);
  });

  it("names every reason when nothing works, and passes input errors on at once", async () => {
    const broken = new Error("broken model");
    const probe = () => Promise.reject(broken);
    await expect(chooseEngine(NODE_ENGINES, { probe })).rejects.toMatchObject({
      message: expect.stringMatching(/no engine could train.*native: .*wasm: broken.*cpu: broken/),
      cause: broken,
    });
    let calls = 0;
    const bad = new InputError("model-data", "does not fit");
    await expect(
      chooseEngine(NODE_ENGINES, {
        probe: () => {
          calls += 1;
          return Promise.reject(bad);
        },
      }),
    ).rejects.toBe(bad);
    expect(calls).toBe(1);
  });

  it("says that the missing native package is missing", async () => {
    const outcome = await chooseEngine(NODE_ENGINES, {
      forced: "native",
      probe: async () => "ran",
    }).catch((error: Error) => error.message);
    // The package is optional: on a machine that has it, it must work.
    if (typeof outcome === "string")
      expect(outcome).toMatch(/native engine is not installed|does not load/);
    else expect(outcome.value).toBe("ran");
  });
});

describe("withoutNewListeners", () => {
  it("takes away what the wasm runtime adds, and nothing else", async () => {
    const events = ["uncaughtException", "unhandledRejection"] as const;
    const mine = () => undefined;
    process.on("uncaughtException", mine);
    const before = events.map((event) => process.rawListeners(event));
    const other = () => undefined;
    await withoutNewListeners(async () => {
      // As in the generated runtime of the backend.
      process.on("uncaughtException", function emscripten(error) {
        if (error.name !== "ExitStatus") throw error;
      });
      process.on("unhandledRejection", (reason) => {
        throw reason;
      });
      process.on("unhandledRejection", other);
    });
    expect(process.rawListeners("uncaughtException")).toEqual(before[0]);
    expect(process.rawListeners("unhandledRejection")).toEqual([...(before[1] ?? []), other]);
    process.removeListener("unhandledRejection", other);
    process.removeListener("uncaughtException", mine);
  });
});

describe("slowEngineNote", () => {
  const PLACE = { place: "node", slowAdvice: "advice" } as const;

  it("estimates the sweep on plain JS, and is silent when it is fast or another engine", () => {
    expect(slowEngineNote("cpu", 1500, 100, PLACE)).toMatchObject({
      code: "slow-engine",
      data: { stepMs: 1500, steps: 100, seconds: 150 },
    });
    expect(slowEngineNote("cpu", 5, 100, PLACE)).toBeUndefined();
    expect(slowEngineNote("wasm", 1500, 100, PLACE)).toBeUndefined();
  });
});
