/** The published integrity of an npm package: what `npm view NAME dist.integrity` prints. */
export interface NpmPin {
  readonly name: string;
  readonly version: string;
  /** Base64 of the SHA-512 of the package archive. */
  readonly sha512: string;
}

/** A wheel of PyPI's `tensorflow-cpu` and what of it is pinned. */
export interface WheelPin {
  readonly version: string;
  /** Python tag of the file; it need not be the Python of this machine, as no Python code is run. */
  readonly pythonVersion: string;
  readonly abi: string;
  readonly pipPlatform: string;
  readonly fileName: string;
  /** Hex, as published by PyPI. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The archive of the C library that tfjs-node's own installer downloads. */
interface ArchivePin {
  readonly version: string;
  readonly baseUrl: string;
  readonly fileName: string;
  /** Hex. Published independently by Bazel, CMake and Nix build files that use this archive. */
  readonly sha256: string;
}

/** Everything that an install downloads, pinned. Tests put small made-up packages in its place. */
export interface Pins {
  readonly tfjsNode: NpmPin;
  /** What tfjs-node needs at run time, beside TensorFlow.js itself, which is lr-finder's own. */
  readonly runtime: readonly NpmPin[];
  /** The C headers of Node-API, for a Node.js that came without its own. */
  readonly nodeHeaders: NpmPin;
  readonly archive: ArchivePin;
  /** In the order in which they are tried. */
  readonly wheels: readonly WheelPin[];
}

/**
 * The default pins. Wheels before 2.12 have no `libtensorflow_cc` (the C API sits in a Python
 * extension with undefined Python symbols); 2.12.1 to 2.21.0 all compile and train. 2.13.1 is the
 * smallest of those.
 */
export const PINS: Pins = {
  tfjsNode: {
    name: "@tensorflow/tfjs-node",
    version: "4.22.0",
    sha512:
      "uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==",
  },
  runtime: [
    {
      name: "google-protobuf",
      version: "3.21.4",
      sha512:
        "MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ==",
    },
    {
      name: "progress",
      version: "2.0.3",
      sha512:
        "7PiHtLll5LdnKIMw100I+8xJXR5gW2QwWYkT6iJva0bXitZKa/XMrSbdmg3r2Xnaidz9Qumd0VPaMrZlF9V9sA==",
    },
  ],
  nodeHeaders: {
    name: "node-api-headers",
    version: "1.9.0",
    sha512:
      "2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==",
  },
  archive: {
    version: "2.9.1",
    baseUrl: "https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-",
    fileName: "cpu-linux-x86_64-2.9.1.tar.gz",
    sha256: "7f510d2546e3db5e10b1d119463689003d587842892ad3c95bca51cf82820173",
  },
  wheels: [
    {
      version: "2.13.1",
      pythonVersion: "3.10",
      abi: "cp310",
      pipPlatform: "manylinux2014_x86_64",
      fileName: "tensorflow_cpu-2.13.1-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
      sha256: "bfedeee206ccf8130d14d8990dbe991946324df92458ee1bdbeed1c21497beb3",
      bytes: 186_551_083,
    },
    {
      version: "2.15.1",
      pythonVersion: "3.10",
      abi: "cp310",
      pipPlatform: "manylinux2014_x86_64",
      fileName: "tensorflow_cpu-2.15.1-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
      sha256: "ba9503db2c5357ea21938555323581fbdabf3d051b6bc1b5f73c5b0ae034d077",
      bytes: 207_165_286,
    },
  ],
};
