import { faultsOf, openCage } from "../cage.mjs";

/** What the process may grow by between the first tenth of the sessions and the last. */
const MOST_GROWTH = 200e6;

export default {
  name: "protocol",
  what: "sessions with trainers that misbehave: a sweep each, then no process is left",
  cases: { short: 150, long: 10_000 },
  atOnce: 12,
  caseMs: 60_000,
  leftOut: () => (process.platform === "win32" ? "there is no /bin/sh" : undefined),
  prepare: async () => ({
    ended: new Map(),
    rss: [],
    cage: openCage("sessions.mjs", { threads: 12 }),
  }),
  async run({ id, seed, prepared: { cage, ended, rss } }) {
    const outcome = await cage.run({ seed, id });
    const how = outcome.code ?? outcome.end;
    ended.set(how, (ended.get(how) ?? 0) + 1);
    rss.push(process.memoryUsage.rss());
    return faultsOf(outcome);
  },
  async finish({ prepared: { cage, ended, rss } }) {
    const counts = [...ended].sort((a, b) => b[1] - a[1]).map(([how, n]) => `${how} ${n}`);
    const early = Math.max(...rss.slice(0, Math.ceil(rss.length / 10)));
    const late = Math.min(...rss.slice(-Math.ceil(rss.length / 10)));
    const grown = `between the first and the last tenth the process grew by ${((late - early) / 1e6).toFixed(0)} MB`;
    const isLong = rss.length >= 1000;
    const faults = isLong && late - early > MOST_GROWTH ? [grown] : [`note: ${grown}`];
    return [...faults, `note: ${counts.join(", ")}`, await cage.close()];
  },
};
