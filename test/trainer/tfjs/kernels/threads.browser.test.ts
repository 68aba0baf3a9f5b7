import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser } from "../../../helpers/browser.ts";

const built = (file: string) =>
  fileURLToPath(new URL(`../../../../dist/trainer/tfjs/kernels/${file}`, import.meta.url));
const binaries = join(
  dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json")),
  "wasm-out",
);

/** What a program that uses the kernels on the stock backend does, and what it may look at. */
const PROGRAM = `
  import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
  import * as tf from "@tensorflow/tfjs-core";
  import { heapOf } from ${JSON.stringify(built("heap.js"))};
  import { registerWasmTrainingKernels } from ${JSON.stringify(built("index.js"))};
  globalThis.product = async () => {
    setWasmPaths("/wasm/");
    registerWasmTrainingKernels();
    await tf.setBackend("wasm");
    const a = tf.ones([400, 400]);
    const run = () => tf.tidy(() => tf.matMul(a, a).dataSync()[0]);
    const first = run();
    const { pool } = heapOf(tf.backend());
    const until = performance.now() + 30000;
    while (pool && pool.ready === 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const values = Array.from({ length: 20 }, run);
    return { values: [...new Set([first, ...values])], workers: pool?.ready ?? 0 };
  };
`;

let program: string;
const servers: Server[] = [];

/** A page with the program, isolated from other origins (which is what lets threads share memory) or not. */
async function serve(isolated: boolean): Promise<string> {
  const server = createServer(({ url = "/" }, response) => {
    if (isolated) {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    }
    const [type, content] = url.startsWith("/wasm/")
      ? ["application/wasm", readFileSync(join(binaries, url.slice("/wasm/".length)))]
      : url === "/program.js"
        ? ["text/javascript", program]
        : ["text/html", '<script type="module" src="/program.js"></script>'];
    response.setHeader("Content-Type", type as string);
    response.end(content);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

beforeAll(async () => {
  const input = "program";
  const bundle = await rolldown({
    input,
    cwd: dirname(fileURLToPath(import.meta.url)),
    platform: "browser",
    logLevel: "silent",
    plugins: [
      {
        name: "program",
        resolveId: (id) =>
          id === input ? join(dirname(fileURLToPath(import.meta.url)), id) : null,
        load: (id) => (id.endsWith(`/${input}`) ? PROGRAM : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  program = output[0].code;
});
afterAll(() => {
  for (const server of servers) server.close();
});

describeInBrowser("kernels in a page", (browser) => {
  it.each([
    ["use threads where it is isolated from other origins", true],
    ["work on one thread elsewhere", false],
  ])("%s", async (_name, isolated) => {
    const page = await browser().newPage();
    await page.goto(await serve(isolated));
    await page.waitForFunction("globalThis.product !== undefined");
    const { values, workers } = (await page.evaluate("product()")) as {
      readonly values: number[];
      readonly workers: number;
    };
    expect(values).toEqual([400]);
    const cores = (await page.evaluate("navigator.hardwareConcurrency")) as number;
    expect(workers).toBe(isolated ? Math.min(cores, 8) - 1 : 0);
    await page.close();
  });
});
