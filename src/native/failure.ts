import { InputError, LrFinderError } from "../core/errors.ts";
import { type CommandResult, lastWords } from "./command.ts";

/** Stops with `native-cancelled` once the user has cancelled. */
export function checkCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new LrFinderError("native-cancelled", "the install was cancelled; nothing was changed");
  }
}

/** Why a download program failed, read off its last words. */
export function downloadFailure(
  program: "npm" | "pip",
  what: string,
  result: CommandResult,
): LrFinderError {
  const words = lastWords(result);
  const said = `${result.stdout}\n${result.stderr}`;
  const data = { program, what, exitCode: result.exitCode, said: words };
  if (/ENOSPC|No space left/i.test(said)) return diskFull(words);
  if (/EINTEGRITY|DO NOT MATCH THE HASHES/i.test(said)) {
    return new LrFinderError(
      "native-hash",
      `what ${program} was given as ${what} does not have its published hash (truncated or altered): check the proxy or mirror in between`,
      { data },
    );
  }
  const network =
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|NewConnectionError|ConnectTimeout|ReadTimeout|timed out|Max retries exceeded|ProxyError|SSLError/i;
  if (result.stalled || network.test(said)) {
    return new LrFinderError(
      "native-network",
      `${program} could not download ${what} (${words}): check the network, or set up a reachable registry for ${program}`,
      { data },
    );
  }
  if (/E404|ETARGET|No matching (distribution|version)/i.test(said)) {
    return new LrFinderError(
      "native-not-found",
      `the registry that ${program} is set up for has no ${what}: point ${program} at a complete one`,
      { data },
    );
  }
  return new LrFinderError("native-download", `${program} could not get ${what}: ${words}`, {
    data,
  });
}

/** The sentence of a full disk. */
function diskFull(cause: unknown): LrFinderError {
  return new LrFinderError(
    "native-disk",
    "the disk ran full during the install: free some space, or name another disk with XDG_CACHE_HOME, then run this again",
    { cause },
  );
}

/** Gives a file system's refusal its sentence; every other error stays as it is. */
export function explain(cause: unknown, folder: string): unknown {
  const isFolders =
    cause instanceof InputError && (cause.code === "not-a-folder" || cause.code === "read-only");
  if (cause instanceof LrFinderError && !isFolders) return cause;
  const code = isFolders
    ? String(cause.data.code ?? "ENOTDIR")
    : (cause as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(cause);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOTDIR") {
    return new LrFinderError(
      "native-folder",
      `${folder} cannot be written to (${code}): make it writable, or name another folder with XDG_CACHE_HOME`,
      { data: { folder, code }, cause },
    );
  }
  return cause;
}
