import { stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { variable } from "../core/environment.ts";
import { LrFinderError } from "../core/errors.ts";
import { makeFolders } from "../files/index.ts";
import type { Build } from "./build.ts";
import { lastWords } from "./command.ts";
import { checkCancelled } from "./failure.ts";
import { bindingFile, packageFolder } from "./folders.ts";
import { GRAPH_THREADS_HEADER } from "./graph-threads.ts";
import type { Libtensorflow } from "./libtensorflow/libtensorflow.ts";
import { addNpmPackages } from "./npm.ts";

const STALL_MS = 300_000;
/** Beside the binding's own sources. */
const HEADER = "binding/graph_threads.h";

/** A C++ compiler that answers, and the first line of what it says of itself. */
export interface Compiler {
  readonly program: string;
  readonly version: string;
}

/**
 * The compiler to use: `$CXX`, or the first of g++, c++ and clang++ that is there.
 *
 * @throws LrFinderError `native-no-compiler`
 */
export async function findCompiler(build: Pick<Build, "seams" | "signal">): Promise<Compiler> {
  const { seams, signal } = build;
  const chosen = variable(seams.env, "CXX");
  const candidates = chosen === undefined ? ["g++", "c++", "clang++"] : [chosen];
  for (const program of candidates) {
    const options = { env: seams.env, stallMs: STALL_MS, signal };
    const result = await seams.run(program, ["--version"], options);
    checkCancelled(signal);
    if (result.exitCode === 0) {
      return { program, version: result.stdout.split("\n", 1)[0] as string };
    }
  }
  throw new LrFinderError(
    "native-no-compiler",
    `no C++ compiler answers (tried ${candidates.join(", ")}): install one (Debian: \`apt install g++\`, Fedora: \`dnf install gcc-c++\`), or name yours in CXX`,
    { data: { tried: candidates } },
  );
}

/**
 * Compiles tfjs-node's Node-API binding against the libtensorflow in `deps`. Node-API is stable, so
 * one build serves Node.js 20 and all later ones.
 *
 * @throws LrFinderError `native-compile` with the compiler's last lines
 */
export async function compileBinding(
  build: Build,
  compiler: Compiler,
  library: Libtensorflow,
): Promise<void> {
  const { seams, signal, folder } = build;
  const source = packageFolder(folder);
  const output = bindingFile(folder);
  const nodeInclude = await nodeHeaders(build);
  await makeFolders(dirname(output));
  await writeFile(join(source, HEADER), GRAPH_THREADS_HEADER);
  build.begin("compile", `Compiling the binding with ${compiler.version}`);
  const result = await seams.run(
    compiler.program,
    [
      ...["-std=c++14", "-O2", "-fPIC", "-shared"],
      ...["-DNAPI_VERSION=8", "-DNODE_GYP_MODULE_NAME=tfjs_binding"],
      ...["-Ideps/include", `-I${nodeInclude}`, "-include", HEADER],
      ...["binding/tfjs_backend.cc", "binding/tfjs_binding.cc"],
      ...library.libraries.map((name) => `deps/lib/${name}`),
      ...["-Wl,-rpath,$ORIGIN/../../deps/lib", "-o", output],
    ],
    { cwd: source, env: seams.env, stallMs: STALL_MS, signal },
  );
  checkCancelled(signal);
  const made = await stat(output).catch(() => undefined);
  if (result.exitCode !== 0 || made === undefined) {
    throw new LrFinderError(
      "native-compile",
      `${compiler.program} could not compile the binding (${lastWords(result)}): try another compiler with CXX, or another libtensorflow with --libtensorflow DIR`,
      { data: { compiler: compiler.version, exitCode: result.exitCode, stderr: result.stderr } },
    );
  }
}

/** The folder of `node_api.h`: that of this Node.js, or else the pinned npm package. */
async function nodeHeaders(build: Build): Promise<string> {
  const own = join(dirname(process.execPath), "..", "include", "node");
  const found = await stat(join(own, "node_api.h")).catch(() => undefined);
  if (found !== undefined) return own;
  const pin = build.seams.pins.nodeHeaders;
  await addNpmPackages(build, [pin]);
  return join(build.folder, "node_modules", pin.name, "include");
}
