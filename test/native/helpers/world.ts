import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Pins } from "../../../src/native/pins.ts";
import type { Proof } from "../../../src/native/prove.ts";
import type { NativeSeams } from "../../../src/native/seams.ts";
import { tarGz, zip } from "./archives.ts";

export const PROOF: Proof = {
  libtensorflow: "2.0.0-made-up",
  node: process.version,
  loss: 10,
  weight: 1,
  elapsedMs: 1,
};

/** A machine with fake npm, Python and compiler on its PATH, and made-up packages to install. */
export interface World {
  /** The native folder; not there yet. */
  readonly folder: string;
  readonly seams: Partial<NativeSeams> & { env: Record<string, string>; pins: Pins };
  /** Puts a program on the PATH: the body of a shell script; undefined takes it away. */
  program(name: string, body: string | undefined): Promise<void>;
  /** Changes what the fake registry serves. */
  serve(file: string, content: Buffer): Promise<void>;
  /** Programs that were run, with their arguments, oldest first. */
  calls(): Promise<string[]>;
  /** Everything below the native folder's own folder, for "nothing is left". */
  left(): Promise<string[]>;
}

/** What tfjs-node's entry is, here: it shows what it is given by `require`. */
const ENTRY = `
const util = require("util");
const tf = require("@tensorflow/tfjs");
const binding = require("@mapbox/node-pre-gyp").find("package.json");
exports.version = { "tfjs-node": "4.22.0" };
exports.backend = () => ({ binding: { TF_Version: "2.0.0-made-up" } });
exports.seen = { util, tf, core: require("@tensorflow/tfjs-core"), binding, progress: require("progress") };
`;

const NPM = `
for word in "$@"; do
  case $word in --pack-destination=*) into=\${word#*=};; esac
done
for word in "$@"; do
  case $word in
    pack|--*) ;;
    *) cp "$REGISTRY/$(echo "$word" | sed 's/^@//; s|/|-|; s/@/-/').tgz" "$into/" ;;
  esac
done
`;

export const PIP = `
while [ $# -gt 0 ]; do
  case $1 in
    -r) version=$(sed 's/.*==\\([^ ]*\\).*/\\1/' "$2");;
    -d) into=$2;;
  esac
  shift
done
[ -z "$into" ] && exit 0
cp "$REGISTRY/tensorflow_cpu-$version.whl" "$into/" 2>&1 && exit 0
echo "ERROR: No matching distribution found for tensorflow-cpu==$version" >&2
exit 1
`;

const COMPILER = `
[ "$1" = --version ] && { echo "g++ 99.1 (made up)"; exit 0; }
while [ $# -gt 0 ]; do
  case $1 in
    -o) out=$2;;
    *.cc|*.so.2) [ -f "$1" ] || exit 9;;
    -include) [ -f "$2" ] || exit 9;;
  esac
  shift
done
printf binding > "$out"
`;

export const WHEEL = {
  "tensorflow/libtensorflow_cc.so.2": "cc library",
  "tensorflow/libtensorflow_framework.so.2": "framework library",
  "tensorflow/include/tensorflow/c/c_api.h": "header",
  "tensorflow/include/tensorflow/c/eager/c_api.h": "eager header",
  "tensorflow/include/xla/tsl/c/tsl_status.h": "status header",
  "tensorflow/python/big.so": "not wanted",
};

export const ARCHIVE = {
  "./lib/libtensorflow.so.2": { link: "libtensorflow.so.2.9.1" },
  "./lib/libtensorflow.so.2.9.1": "archive library",
  "./lib/libtensorflow_framework.so.2": "archive framework",
  "./include/tensorflow/c/c_api.h": "header",
  "./LICENSE": "not wanted",
};

export async function world(): Promise<World> {
  const base = await mkdtemp(join(tmpdir(), "lr-native-"));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const bin = join(base, "bin");
  const registry = join(base, "registry");
  const log = join(base, "calls.log");
  const folder = join(base, "cache", "lr-finder", "native");
  for (const made of [bin, registry, join(base, "tmp")]) await mkdir(made);
  const npm = (name: string, version: string, files: Record<string, string>) => {
    const entries: Record<string, string> = {};
    for (const [path, text] of Object.entries(files)) entries[`package/${path}`] = text;
    const content = tarGz(entries);
    const sha512 = createHash("sha512").update(content).digest("base64");
    return { pin: { name, version, sha512 }, content, file: fileOf(name, version) };
  };
  const tfjsNode = npm("@tensorflow/tfjs-node", "4.22.0", {
    "package.json": "{}",
    "dist/index.js": ENTRY,
    "dist/index_test.js": "left out",
    "binding/tfjs_backend.cc": "// source",
    "binding/tfjs_binding.cc": "// source",
  });
  const progress = npm("progress", "2.0.3", {
    "package.json": "{}",
    "index.js": "module.exports = 'progress itself';",
  });
  const headers = npm("node-api-headers", "1.9.0", { "include/node_api.h": "header" });
  const wheel = zip(WHEEL);
  const archive = tarGz(ARCHIVE);
  const wheelPin = {
    version: "2.13.1",
    pythonVersion: "3.10",
    abi: "cp310",
    pipPlatform: "manylinux2014_x86_64",
    fileName: "tensorflow_cpu-2.13.1.whl",
    sha256: sha256(wheel),
    bytes: wheel.length,
  };
  const pins: Pins = {
    tfjsNode: tfjsNode.pin,
    runtime: [progress.pin],
    nodeHeaders: headers.pin,
    archive: {
      version: "2.9.1",
      baseUrl: "https://archive.example/",
      fileName: "cpu.tar.gz",
      sha256: sha256(archive),
    },
    wheels: [wheelPin, { ...wheelPin, version: "2.15.1", fileName: "tensorflow_cpu-2.15.1.whl" }],
  };
  const made: World = {
    folder,
    seams: {
      pins,
      env: { PATH: bin, REGISTRY: registry, CALLS: log, TMPDIR: join(base, "tmp") },
      fetch: async () => {
        throw new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
      },
      freeBytes: async () => 5e9,
      machine: () => ({ platform: "linux", arch: "x64", glibc: "2.36", cpuFlags: ["avx"] }),
      prove: async () => PROOF,
    },
    async program(name, body) {
      const path = join(bin, name);
      await rm(path, { force: true });
      if (body === undefined) return;
      const head = `#!/bin/sh\nPATH=/usr/bin:/bin\necho "${name} $*" >> "$CALLS"\n`;
      await writeFile(path, `${head}${body}`);
      await chmod(path, 0o755);
    },
    serve: (file, content) => writeFile(join(registry, file), content),
    calls: async () =>
      (await readFile(log, "utf8").catch(() => "")).split("\n").filter((line) => line !== ""),
    left: async () => (await readdir(folder).catch((): string[] => [])).sort(),
  };
  for (const { file, content } of [tfjsNode, progress, headers]) await made.serve(file, content);
  await made.serve("tensorflow_cpu-2.13.1.whl", wheel);
  await made.program("npm", NPM);
  await made.program("python3", PIP);
  await made.program("g++", COMPILER);
  return made;
}

export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function fileOf(name: string, version: string): string {
  return `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`;
}
