import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { repoFile } from "../helpers/cli.ts";

/** Bytes of a minified bundle that imports these names from the room. */
async function bundled(names: string): Promise<number> {
  const entry = "\0entry";
  const bundle = await rolldown({
    input: entry,
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) =>
          id === entry
            ? `export { ${names} } from ${JSON.stringify(repoFile("src/schedule/index.ts"))};`
            : null,
      },
    ],
  });
  const { output } = await bundle.generate({ minify: true });
  await bundle.close();
  return output[0].code.length;
}

test("one schedule brings along neither the registry nor the other schedules", async () => {
  expect(await bundled("cosine")).toBeLessThanOrEqual(4500);
  expect(await bundled("warmupStableDecay")).toBeLessThanOrEqual(8000);
  expect(await bundled("cosine, sample")).toBeLessThanOrEqual(5500);
});
