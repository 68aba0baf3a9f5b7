import { expect, test } from "vitest";
import { coresLeft } from "../../src/core/cores.ts";

/** Files as Linux shows them; see cgroups(7), and cpu.max and cpu.cfs_quota_us in the kernel's documentation. */
const CASES: readonly (readonly [what: string, files: Record<string, string>, cores: number])[] = [
  ["no Linux", {}, 8],
  [
    "no limit (version 2)",
    {
      "/proc/self/cgroup": "0::/user.slice\n",
      "/sys/fs/cgroup/user.slice/cpu.max": "max 100000\n",
    },
    8,
  ],
  [
    "a container of two and a half cores (version 2), which sees its own group as the root",
    { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "250000 100000\n" },
    2,
  ],
  ["half a core", { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "50000 100000\n" }, 1],
  [
    "a limit of a group above",
    {
      "/proc/self/cgroup": "0::/jobs/one\n",
      "/sys/fs/cgroup/jobs/one/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/jobs/cpu.max": "300000 100000\n",
    },
    3,
  ],
  [
    "version 1",
    {
      "/proc/self/cgroup": "9:name=systemd:/\n3:cpuset:/\n1:cpu:/half\n0::/\n",
      "/sys/fs/cgroup/cpu/half/cpu.cfs_quota_us": "400000\n",
      "/sys/fs/cgroup/cpu/half/cpu.cfs_period_us": "100000\n",
    },
    4,
  ],
  [
    "version 1 without a limit, both controllers in one folder",
    {
      "/proc/self/cgroup": "4:cpu,cpuacct:/\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    },
    8,
  ],
  [
    "more than there are",
    { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "6400000 100000\n" },
    8,
  ],
  ["something else", { "/proc/self/cgroup": "\n0\n::\n", "/sys/fs/cgroup/cpu.max": "a b\n" }, 8],
];

test.each(CASES)("cores that are left: %s", (_what, files, cores) => {
  const readFile = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    return text;
  };
  expect(coresLeft(8, readFile)).toBe(cores);
});
