import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { copyStarter } from "../../src/cli/init/copy-starter.ts";
import { PYTHON_KINDS } from "../../src/cli/init/kinds.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";

/** Runs `init`; gives what it printed and its exit code. */
async function init(...args: string[]): Promise<{ code: number; out: string }> {
  const { code, out, err } = await cli(["init", ...args]);
  return { code, out: out + err };
}

const python = (name: string) => readFileSync(repoFile(`src/python/${name}`), "utf8");

const NAMES = Object.keys(PYTHON_KINDS) as (keyof typeof PYTHON_KINDS)[];

const PACKAGE = readdirSync(repoFile("src/python/lr_finder"))
  .filter((name) => name.endsWith(".py") || name === "py.typed")
  .sort();

describe("init", () => {
  test.each(NAMES)("copies what %s needs, byte for byte", async (kind) => {
    const dir = join(temporaryFolder(), "new", "folder");
    const { code, out } = await init("--trainer", kind, "--dir", dir);
    const { helpers, starter } = PYTHON_KINDS[kind];
    expect(code).toBe(0);
    expect(readdirSync(dir).sort()).toEqual(["lr_finder", ...helpers, "lr_trainer.py"].sort());
    const package_ = readdirSync(join(dir, "lr_finder"));
    expect(package_).toEqual(PACKAGE);
    for (const name of [...package_.map((each) => `lr_finder/${each}`), ...helpers]) {
      expect(readFileSync(join(dir, name), "utf8")).toBe(python(name));
    }
    expect(readFileSync(join(dir, "lr_trainer.py"), "utf8")).toBe(python(starter));
    expect(out).toContain(`lr-finder run --trainer "python ${join(dir, "lr_trainer.py")}"`);
    expect(out).toContain(PYTHON_KINDS[kind].lines[1]);
  });

  test("every adapter that a starter imports is in the package, and its old name is copied with it", () => {
    for (const { helpers, starter } of Object.values(PYTHON_KINDS)) {
      const imported = [...python(starter).matchAll(/^import lr_finder\.(\w+)/gm)].map(
        ([, name]) => name,
      );
      expect([...helpers]).toEqual(imported.map((name) => `lr_finder_${name}.py`));
      for (const name of imported) expect(PACKAGE).toContain(`${name}.py`);
    }
  });

  test("an lr_finder.py of an older version is left alone, and said not to be imported", async () => {
    const dir = temporaryFolder();
    const old = join(dir, "lr_finder.py");
    writeFileSync(old, "mine = 1\n");
    const { code, out } = await init("--trainer", "plain", "--dir", dir);
    expect(code).toBe(0);
    expect(out).toContain(`${old} is of an older version`);
    expect(readFileSync(old, "utf8")).toBe("mine = 1\n");
    expect(
      JSON.parse((await init("--trainer", "plain", "--dir", dir, "--json")).out),
    ).toMatchObject({ old });
  });

  test("run again it changes nothing", async () => {
    const dir = temporaryFolder();
    await init("--trainer", "plain", "--dir", dir);
    const { code, out } = await init("--trainer", "plain", "--dir", dir, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      version: 1,
      trainer: "plain",
      files: [
        ...PACKAGE.map((name) => ({ file: join(dir, "lr_finder", name), status: "unchanged" })),
        { file: join(dir, "lr_trainer.py"), status: "unchanged" },
      ],
      next: {
        commands: [
          `lr-finder protocol check "python ${join(dir, "lr_trainer.py")}"`,
          `lr-finder run --trainer "python ${join(dir, "lr_trainer.py")}"`,
        ],
        lines: [...PYTHON_KINDS.plain.lines],
      },
    });
  });

  test("a file that differs is left alone, and nothing else is written", async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "lr_trainer.py"), "mine\n");
    const { code, out } = await init("--trainer", "pytorch", "--dir", dir, "--json");
    expect(code).toBe(2);
    expect(out).toMatch(/lr_trainer\.py exists and differs .* nothing was written/);
    expect(JSON.parse(out.split("\n")[0] as string).error).toMatchObject({
      code: "file-exists",
      data: { files: [join(dir, "lr_trainer.py")] },
    });
    expect(readdirSync(dir)).toEqual(["lr_trainer.py"]);
    expect(readFileSync(join(dir, "lr_trainer.py"), "utf8")).toBe("mine\n");
  });

  test("a folder that is a file, or a file that is a folder, is refused", async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "file"), "");
    await expect(copyStarter("plain", join(dir, "file"))).rejects.toMatchObject({
      code: "not-a-file",
    });
    mkdirSync(join(dir, "lr_finder", "__init__.py"), { recursive: true });
    await expect(copyStarter("plain", dir)).rejects.toMatchObject({ code: "not-a-file" });
  });

  test("a folder's name with a space is quoted for the shell that will read it", async () => {
    const dir = join(temporaryFolder(), "my project");
    const { out } = await init("--trainer", "plain", "--dir", dir);
    expect(out).toContain(`"python '${join(dir, "lr_trainer.py")}'"`);
  });

  test("asks for a kind that it knows", async () => {
    expect((await init()).out).toContain("--trainer");
    expect((await init("--trainer", "theano")).out).toContain("pytorch, keras, jax, plain");
  });
});
