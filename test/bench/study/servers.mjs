// Servers for studies in tests and benches: Redis, PostgreSQL and Slurm, started without any service of
// the system, in temporary folders and on free ports; ended with the process that started them.
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** How long a server may take to start, in ms. */
const START_MS = 30_000;

const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

function isThere(program) {
  return pathOf(program) !== undefined;
}

/** Where a program lies: Debian has servers outside of the PATH. */
function pathOf(program) {
  const postgres = "/usr/lib/postgresql";
  const versions = existsSync(postgres) ? readdirSync(postgres).sort() : [];
  return [
    ...(process.env.PATH ?? "").split(":"),
    "/usr/sbin",
    ...versions.reverse().map((version) => join(postgres, version, "bin")),
  ]
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

const PROGRAMS = {
  redis: ["redis-server"],
  postgres: ["initdb", "postgres"],
  slurm: ["munged", "slurmctld", "slurmd", "sbatch"],
};

export function missingFor(what) {
  return PROGRAMS[what].filter((program) => !isThere(program));
}

export async function startRedis(folder, { password = "secret-redis", tls = false } = {}) {
  const port = await freePort();
  const ca = tls ? certificate(folder) : undefined;
  const where = tls
    ? ["--port", "0", "--tls-port", `${port}`, "--tls-auth-clients", "no"].concat([
        "--tls-cert-file",
        ca,
        "--tls-key-file",
        join(folder, "key.pem"),
        "--tls-ca-cert-file",
        ca,
      ])
    : ["--port", `${port}`];
  const args = ["--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes"];
  const start = () =>
    serve("redis-server", [...where, ...args, "--requirepass", password], { folder, port });
  return {
    ...(await server(start)),
    url: `redis${tls ? "s" : ""}://:${password}@localhost:${port}`,
    ca,
  };
}

/** A key, and a certificate for `localhost` that it has signed itself. @returns the certificate's path */
function certificate(folder) {
  const path = join(folder, "cert.pem");
  must("openssl", [
    ..."req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split(" "),
    ...[
      "-addext",
      "subjectAltName=DNS:localhost",
      "-keyout",
      join(folder, "key.pem"),
      "-out",
      path,
    ],
  ]);
  return path;
}

export async function startPostgres(folder, { password = "secret/postgres" } = {}) {
  const port = await freePort();
  // It does not run as root.
  const user = process.getuid() === 0 ? userOf("postgres") : {};
  const data = join(folder, "data");
  const passwords = join(folder, "password");
  writeFileSync(passwords, password);
  for (const path of [folder, passwords]) give(path, user);
  const init = [
    "-D",
    data,
    "-U",
    "study",
    "--auth=scram-sha-256",
    `--pwfile=${passwords}`,
    "--no-sync",
  ];
  must("initdb", init, user);
  const args = ["-D", data, "-p", `${port}`, "-k", folder, "-c", "listen_addresses=localhost"];
  const start = () => serve("postgres", args, { folder, port, user });
  const url = `postgres://study:${encodeURIComponent(password)}@localhost:${port}/postgres`;
  return { ...(await server(start)), url };
}

async function server(start) {
  let child = await start();
  return {
    async stop(signal = "SIGKILL") {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await ended;
    },
    async start() {
      child = await start();
    },
  };
}

export async function startSlurm(folder, { cores = 2, config = [] } = {}) {
  const munge = userOf("munge");
  for (const name of ["state", "spool", "log", "munge"]) mkdirSync(join(folder, name));
  chmodSync(folder, 0o755);
  const own = join(folder, "munge");
  writeFileSync(join(own, "key"), Buffer.alloc(128, "a key of a test, 128 bytes "), {
    mode: 0o400,
  });
  for (const path of [own, join(own, "key")]) give(path, munge);
  chmodSync(own, 0o755);
  const [control, node] = [await freePort(), await freePort()];
  const host = hostname().split(".")[0];
  const lines = [
    "ClusterName=test",
    `SlurmctldHost=${host}(127.0.0.1)`,
    `SlurmctldPort=${control}`,
    `SlurmdPort=${node}`,
    "SlurmUser=root",
    "SlurmdUser=root",
    "AuthType=auth/munge",
    `AuthInfo=socket=${join(own, "socket")}`,
    "CredType=cred/munge",
    `StateSaveLocation=${join(folder, "state")}`,
    `SlurmdSpoolDir=${join(folder, "spool")}`,
    `SlurmctldPidFile=${join(folder, "ctld.pid")}`,
    `SlurmdPidFile=${join(folder, "d.pid")}`,
    `SlurmctldLogFile=${join(folder, "log", "ctld.log")}`,
    `SlurmdLogFile=${join(folder, "log", "d.log")}`,
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_Core",
    "ReturnToService=2",
    "MpiDefault=none",
    "SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1",
    "MinJobAge=5",
    "KillWait=5",
    "SlurmdTimeout=300",
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cores} RealMemory=1000 State=UNKNOWN`,
    `PartitionName=main Nodes=${host} Default=YES MaxTime=INFINITE State=UP OverTimeLimit=0`,
    ...config,
  ];
  const path = join(folder, "slurm.conf");
  writeFileSync(path, `${lines.join("\n")}\n`);
  const env = { ...process.env, SLURM_CONF: path };
  const children = [];
  const begin = (program, args, user) => {
    const child = launch(program, args, { folder, user, env });
    children.push(child);
  };
  begin(
    "munged",
    ["-F", "-S", join(own, "socket"), "--key-file", join(own, "key")].concat([
      "--pid-file",
      join(own, "pid"),
      "--log-file",
      join(own, "log"),
      "--seed-file",
      join(own, "seed"),
    ]),
    munge,
  );
  await until("munged", () => existsSync(join(own, "socket")));
  begin("slurmctld", ["-D", "-f", path]);
  begin("slurmd", ["-D", "-f", path]);
  await until("slurm", () => /idle/.test(spawnSync("sinfo", ["-h", "-o", "%T"], { env }).stdout));
  return {
    env,
    async stop() {
      const options = { env };
      spawnSync("scancel", ["-u", "root"], options);
      for (const child of children.reverse()) {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill("SIGTERM");
        await Promise.race([ended, delay(5_000).then(() => child.kill("SIGKILL"))]);
      }
    },
  };
}

async function serve(program, args, { folder, port, user }) {
  const child = launch(program, args, { folder, user });
  await until(program, async () => {
    if (child.exitCode !== null) {
      throw new Error(`${program} ended: ${readFileSync(join(folder, `${program}.log`), "utf8")}`);
    }
    return answers(port);
  });
  return child;
}

function launch(program, args, { folder, user = {}, env = process.env }) {
  const log = openSync(join(folder, `${program}.log`), "a");
  const child = spawn(pathOf(program), args, {
    stdio: ["ignore", log, log],
    env,
    cwd: folder,
    ...user,
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

async function until(what, isSo) {
  for (const started = performance.now(); ; await delay(100)) {
    if (await isSo()) return;
    if (performance.now() - started > START_MS) throw new Error(`${what} did not start`);
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "localhost", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function userOf(name) {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((each) => each.startsWith(`${name}:`));
  if (line === undefined) throw new Error(`there is no user ${name}`);
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

function give(path, { uid, gid }) {
  if (uid !== undefined) chownSync(path, uid, gid);
}

function must(program, args, options = {}) {
  const { status, stderr } = spawnSync(pathOf(program), args, { encoding: "utf8", ...options });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}
