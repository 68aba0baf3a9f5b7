/** The text of a small file; throws where there is none, as `readFileSync` does. */
type ReadFile = (path: string, encoding: "utf8") => string;

type Read = (path: string) => string | undefined;

const GROUPS = "/proc/self/cgroup";
/** Where control groups are mounted: version 2, and version 1 with its folders for processor time. */
const MOUNT = "/sys/fs/cgroup";
const FIRST_VERSION_FOLDERS = ["cpu", "cpu,cpuacct"];

/**
 * Cores that this process may keep busy: those of the machine, or what a control group of Linux (a container)
 * leaves of them, in whole cores, at least 1. A process with half a core's time that keeps two busy is stopped
 * for three quarters of it.
 *
 * @param processors that it may run on
 * @param readFile reads a file of the system; on other systems there is none of those that are asked for
 */
export function coresLeft(processors: number, readFile: ReadFile): number {
  const read: Read = (path) => {
    try {
      return readFile(path, "utf8");
    } catch {
      return undefined;
    }
  };
  const shares = groupFolders(read(GROUPS) ?? "").flatMap((folder) => shareOf(folder, read) ?? []);
  return Math.max(1, Math.min(processors, ...shares.map(Math.floor)));
}

/** Folders of the process' groups for processor time and of those above them. */
function groupFolders(groups: string): string[] {
  return groups.split("\n").flatMap((line) => {
    const [number, controllers, ...rest] = line.split(":");
    const path = rest.join(":");
    if (controllers === "") return foldersUpTo(MOUNT, path);
    if (number === undefined || !controllers?.split(",").includes("cpu")) return [];
    return FIRST_VERSION_FOLDERS.flatMap((folder) => foldersUpTo(`${MOUNT}/${folder}`, path));
  });
}

function foldersUpTo(mount: string, path: string): string[] {
  const names = path.split("/").filter((name) => name !== "");
  return Array.from({ length: names.length + 1 }, (_, count) =>
    [mount, ...names.slice(0, count)].join("/"),
  );
}

/** Cores' worth of time that a group has; undefined where it has no limit. */
function shareOf(folder: string, read: Read): number | undefined {
  const [quota, period] =
    read(`${folder}/cpu.max`)?.trim().split(" ") ??
    ["quota", "period"].map((name) => read(`${folder}/cpu.cfs_${name}_us`));
  const share = Number(quota) / Number(period);
  return share > 0 && Number.isFinite(share) ? share : undefined;
}
