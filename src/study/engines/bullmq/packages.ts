import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../../../core/errors.ts";
import type { QueueServer } from "./address.ts";

/** What BullMQ reaches a server with. */
const DRIVERS: Readonly<Record<QueueServer, string>> = { Redis: "ioredis", PostgreSQL: "pg" };

export type BullMq = typeof import("bullmq");

/**
 * Loads BullMQ, which is an optional package: from beside lr-finder, or from the working folder.
 *
 * @throws InputError `package-missing` with what to install
 */
export async function loadBullMq(server: QueueServer): Promise<BullMq> {
  const driver = DRIVERS[server];
  for (const base of [import.meta.url, pathToFileURL(join(process.cwd(), "package.json"))]) {
    const path = pathOf("bullmq", base);
    // BullMQ looks for the driver from where it lies itself.
    if (path === null || pathOf(driver, pathToFileURL(path)) === null) continue;
    return (await import(pathToFileURL(path).href)) as BullMq;
  }
  throw new InputError(
    "package-missing",
    `the engine bullmq needs the packages bullmq and ${driver} for ${server}, which lr-finder does not bring: install them beside it, or in this folder: npm install bullmq@6 ${driver}`,
    { data: { packages: ["bullmq", driver] } },
  );
}

function pathOf(name: string, base: string | URL): string | null {
  try {
    return createRequire(base).resolve(name);
  } catch {
    return null;
  }
}
