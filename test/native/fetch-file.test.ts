import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fetchFile } from "../../src/native/fetch-file.ts";
import { world } from "./helpers/world.ts";

async function download(
  handle: (response: ServerResponse) => void,
  limits: { connectMs?: number; stallMs?: number; signal?: AbortSignal } = {},
): Promise<string> {
  const server = createServer((_request, response) => handle(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { seams } = await world();
  const file = join(seams.env.TMPDIR as string, "file");
  const { port } = server.address() as AddressInfo;
  await fetchFile(`http://127.0.0.1:${port}/x`, file, { fetch: globalThis.fetch, ...limits });
  return readFile(file, "utf8");
}

test("the answer becomes the file", async () => {
  expect(await download((response) => response.end("content"))).toBe("content");
});

test("a host that never answers is given up after connectMs", async () => {
  const started = performance.now();
  await expect(download(() => {}, { connectMs: 200 })).rejects.toMatchObject({
    code: "native-network",
    message: expect.stringContaining("no answer within 0.2 s"),
  });
  expect(performance.now() - started).toBeLessThan(5000);
});

test("a fetch that ignores its signal is given up all the same", async () => {
  const { folder } = await world();
  const deaf = () => new Promise<Response>(() => {});
  await expect(
    fetchFile("https://a.example/x", folder, { fetch: deaf, connectMs: 50 }),
  ).rejects.toMatchObject({ code: "native-network" });
});

test("an answer that stops midway is given up after stallMs", async () => {
  const half = (response: ServerResponse) => void response.write("half");
  await expect(download(half, { stallMs: 200 })).rejects.toMatchObject({
    code: "native-network",
    message: expect.stringContaining("nothing more came for 0.2 s"),
  });
});

test("a connection that is cut is a network failure", async () => {
  const cut = (response: ServerResponse) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half", () => response.destroy());
  };
  await expect(download(cut)).rejects.toMatchObject({ code: "native-network" });
});

test("another status is named", async () => {
  const absent = (response: ServerResponse) => {
    response.statusCode = 404;
    response.end();
  };
  await expect(download(absent)).rejects.toMatchObject({
    code: "native-not-found",
    data: { status: 404 },
  });
});

test("cancelling ends it at once", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  await expect(download(() => {}, { signal: stop.signal })).rejects.toMatchObject({
    code: "native-cancelled",
  });
});
