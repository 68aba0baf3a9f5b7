import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LrFinderError } from "../../core/errors.ts";
import { makeFolders } from "../../files/index.ts";
import type { Build } from "../build.ts";
import { fileDigest, megabytes } from "../disk.ts";
import { checkCancelled, downloadFailure } from "../failure.ts";
import type { WheelPin } from "../pins.ts";
import { unzip } from "../zip.ts";
import type { Libtensorflow } from "./libtensorflow.ts";

/** A silent index is given up after this time. */
const STALL_MS = 60_000;

const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;

/** The headers that the C API and the string type of tensors need; TensorFlow moved them about. */
const HEADERS =
  /^tensorflow\/(include\/(?:tensorflow\/(?:c|tsl\/c|tsl\/platform|core\/platform\/ctstring\w*)|tsl\/(?:c|platform)|xla\/tsl\/(?:c|platform))(?:\/.*)?\.h)$/;

/**
 * Takes libtensorflow and its C headers out of a wheel of PyPI's `tensorflow-cpu`, downloaded by
 * pip with the user's own index settings and checked by its pinned hash. No Python code of it is
 * run, so it need not fit the Python of this machine.
 *
 * @throws LrFinderError `native-no-python`, `native-no-pip`, `native-network`, `native-not-found`,
 *   `native-hash`, `native-disk`, `native-archive`, `native-download`
 */
export async function takeWheel(build: Build, deps: string): Promise<Libtensorflow> {
  const { wheels } = build.seams.pins;
  for (const [index, pin] of wheels.entries()) {
    try {
      return await unpack(build, pin, await download(build, pin), deps);
    } catch (cause) {
      const absent = cause instanceof LrFinderError && cause.code === "native-not-found";
      if (!absent || index === wheels.length - 1) throw cause;
      const { code, message, data } = cause;
      build.notes.push({ code, message, data });
    }
  }
  throw new LrFinderError("native-not-found", "no wheel is pinned");
}

async function download(build: Build, pin: WheelPin): Promise<string> {
  const { downloads, seams, signal } = build;
  const kept = join(downloads, pin.fileName);
  if ((await fileDigest(kept, "sha256", "hex")) === pin.sha256) return kept;
  const python = await findPip(build);
  const label = `tensorflow-cpu ${pin.version}`;
  build.begin("libtensorflow", `Downloading the wheel ${label} (${megabytes(pin.bytes)}) with pip`);
  const incoming = join(build.folder, "incoming");
  await makeFolders(incoming);
  const requirements = join(incoming, "requirements.txt");
  await writeFile(requirements, `tensorflow-cpu==${pin.version} --hash=sha256:${pin.sha256}\n`);
  const result = await seams.run(
    python,
    [
      ...["-m", "pip", "download", "--require-hashes", "-r", requirements, "-d", incoming],
      ...["--no-deps", "--only-binary=:all:", "--python-version", pin.pythonVersion],
      ...["--implementation", "cp", "--abi", pin.abi, "--platform", pin.pipPlatform],
      ...["--no-cache-dir", "--disable-pip-version-check", "--no-input", "--retries", "1"],
    ],
    {
      // pip unpacks below TMPDIR; a policy about where to *install* does not concern a download.
      env: { ...seams.env, TMPDIR: incoming, PIP_REQUIRE_VIRTUALENV: "0" },
      stallMs: STALL_MS,
      watch: incoming,
      signal,
    },
  );
  checkCancelled(signal);
  if (result.exitCode !== 0) throw downloadFailure("pip", label, result);
  const came = join(incoming, pin.fileName);
  const digest = await fileDigest(came, "sha256", "hex");
  if (digest !== pin.sha256) {
    throw new LrFinderError(
      "native-hash",
      `the wheel ${label} does not have its published hash (truncated or altered): check the index that pip is set up for`,
      { data: { file: pin.fileName, expected: pin.sha256, got: digest ?? "no file" } },
    );
  }
  await rename(came, kept);
  await rm(incoming, { recursive: true, force: true });
  return kept;
}

async function findPip({ seams, signal }: Build): Promise<string> {
  let python: string | undefined;
  for (const name of ["python3", "python"]) {
    const options = { env: seams.env, stallMs: STALL_MS, signal };
    const result = await seams.run(name, ["-m", "pip", "--version"], options);
    checkCancelled(signal);
    if (result.exitCode === 0) return name;
    if (!result.missing) python ??= name;
  }
  throw python === undefined
    ? new LrFinderError(
        "native-no-python",
        "python3 is not on the PATH, and its pip is what downloads libtensorflow from PyPI: install Python 3 with pip",
      )
    : new LrFinderError(
        "native-no-pip",
        `${python} has no pip, which downloads libtensorflow from PyPI: install it (Debian: \`apt install python3-pip\`; elsewhere: \`${python} -m ensurepip\`)`,
      );
}

async function unpack(
  build: Build,
  pin: WheelPin,
  file: string,
  deps: string,
): Promise<Libtensorflow> {
  build.begin("libtensorflow", `Unpacking libtensorflow ${pin.version} from the wheel`);
  const seen = new Set<string>();
  await unzip(file, deps, (name) => {
    const library = LIBRARIES.find((candidate) => name === `tensorflow/${candidate}`);
    if (library === undefined) return HEADERS.exec(name)?.[1];
    seen.add(library);
    return `lib/${library}`;
  });
  if (seen.size < LIBRARIES.length) {
    throw new LrFinderError("native-archive", `${pin.fileName} lacks ${LIBRARIES.join(" or ")}`);
  }
  return {
    source: "wheel",
    version: pin.version,
    from: `tensorflow-cpu ${pin.version} (${pin.fileName})`,
    verified: true,
    libraries: LIBRARIES,
  };
}
