import { rolldown } from "rolldown";
import { expect, it } from "vitest";
import { repoFile } from "../../../helpers/cli.ts";

it("goes into a bundle for browsers without anything of Node.js", async () => {
  const bundle = await rolldown({
    input: repoFile("dist/trainer/tfjs/callbacks/index.js"),
    platform: "browser",
    external: [/^@tensorflow\//],
    onLog(_, log) {
      throw new Error(log.message);
    },
  });
  const { output } = await bundle.generate({ format: "esm" });
  await bundle.close();
  const [{ imports, code }] = output;
  expect(imports).toEqual(["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"]);
  expect(code).not.toMatch(/createRequire\(import\.meta\.url\)\("/);
});
