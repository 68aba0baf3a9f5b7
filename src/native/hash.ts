import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Digest of a file, read as a stream; undefined when the file is not there. */
export async function fileDigest(
  path: string,
  algorithm: "sha256" | "sha512",
  encoding: "hex" | "base64",
): Promise<string | undefined> {
  const hash = createHash(algorithm);
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
  return hash.digest(encoding);
}
