import { spawnSync } from "node:child_process";
import { mkdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { untar } from "../../src/native/tar.ts";
import { unzip } from "../../src/native/zip.ts";
import { program, skipWithout } from "../helpers/needs.ts";
import { pythonWith } from "../helpers/python.ts";
import { tarGz, zip } from "./helpers/archives.ts";
import { world } from "./helpers/world.ts";

const all = (name: string) => name;

async function place(content: Buffer): Promise<{ file: string; into: string }> {
  const { seams } = await world();
  const base = seams.env.TMPDIR as string;
  const file = join(base, "archive");
  await writeFile(file, content);
  return { file, into: join(base, "out") };
}

test("tar: files of every size around a block, and links", async () => {
  const sizes = [0, 1, 511, 512, 513, 70_000];
  const entries = Object.fromEntries(sizes.map((size) => [`./a/${size}`, "x".repeat(size)]));
  const { file, into } = await place(tarGz({ ...entries, "./a/link": { link: "513" } }));
  await untar(file, into, all);
  for (const size of sizes) {
    expect((await readFile(join(into, "a", String(size)))).length).toBe(size);
  }
  expect(await readlink(join(into, "a", "link"))).toBe("513");
});

// Long names need the extensions that only the real program writes.
test.for(["gnu", "pax"])(
  "tar: long names as the tar program writes them (%s)",
  async (format, context) => {
    skipWithout(program("tar"), context);
    const { seams } = await world();
    const base = seams.env.TMPDIR as string;
    const long = "n".repeat(180);
    await mkdir(join(base, "in", long), { recursive: true });
    await writeFile(join(base, "in", long, long), "deep");
    await symlink(`${long}/${long}`, join(base, "in", "link"));
    const made = spawnSync("tar", [`--format=${format}`, "-czf", "a.tgz", "-C", "in", "."], {
      cwd: base,
    });
    expect(made.status).toBe(0);
    await untar(join(base, "a.tgz"), join(base, "out"), all);
    expect(await readFile(join(base, "out", "link"), "utf8")).toBe("deep");
  },
);

test("zip: stored and deflated files, only those that are wanted", async () => {
  const files = { "a/deflated": "x".repeat(9000), "a/stored": "y", "b/other": "z", "a/empty": "" };
  const { file, into } = await place(zip(files));
  const wanted = (name: string) => (name.startsWith("a/") ? name.slice(2) : undefined);
  expect(await unzip(file, into, wanted)).toBe(3);
  expect(await readFile(join(into, "deflated"), "utf8")).toBe(files["a/deflated"]);
  expect(await readFile(join(into, "stored"), "utf8")).toBe("y");
  expect(await readFile(join(into, "empty"), "utf8")).toBe("");
});

test("zip: a file written by Python is read", async (context) => {
  const { file, into } = await place(Buffer.alloc(0));
  const code = `import zipfile\nz = zipfile.ZipFile("${file}", "w", zipfile.ZIP_DEFLATED)\nz.writestr("a.txt", "from python" * 99)\nz.close()`;
  const python = pythonWith();
  skipWithout(python, context);
  expect(spawnSync(python.path, ["-c", code]).status).toBe(0);
  await unzip(file, into, all);
  expect(await readFile(join(into, "a.txt"), "utf8")).toBe("from python".repeat(99));
});

test.each([
  ["tar", untar, tarGz({ "../out-of-here": "x" })],
  ["tar link", untar, tarGz({ "a/link": { link: "../../etc" } })],
  ["zip", unzip, zip({ "../out-of-here": "x" })],
] as const)("%s: an entry that leads outside is refused", async (_name, unpack, content) => {
  const { file, into } = await place(content);
  await expect(unpack(file, into, all)).rejects.toMatchObject({
    code: "native-archive",
    message: expect.stringContaining("outside"),
  });
});

const tar = tarGz({ a: "x".repeat(50_000), b: "y" });
const wheel = zip({ a: "x".repeat(50_000), b: "y" });
test.each([
  ["tar", untar, tar.subarray(0, tar.length - 30)],
  ["tar", untar, Buffer.from("no tar")],
  ["zip", unzip, wheel.subarray(0, wheel.length - 30)],
  ["zip", unzip, Buffer.from("no zip")],
] as const)("%s: an archive that is cut off is refused", async (_name, unpack, content) => {
  const { file, into } = await place(content);
  await expect(unpack(file, into, all)).rejects.toMatchObject({ code: "native-archive" });
});
