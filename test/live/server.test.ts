import { get, request } from "node:http";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { refusal } from "../../src/live/guard.ts";
import { type LiveServer, startLiveServer } from "../../src/live/server.ts";

async function started(patienceMs = 2000): Promise<LiveServer> {
  const server = await startLiveServer({
    page: ({ events, report }) => `events=${events} report=${report}`,
    patienceMs,
  });
  onTestFinished(() => server.close());
  return server;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function fetched(
  url: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, method, agent: false }, (response) => {
      let text = "";
      response.on("data", (piece) => (text += piece));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** An open page: what the server sent so far. */
function opened(url: string) {
  const page = { text: "", ended: false };
  const sent = get(url.replace("/?", "/events?"), { agent: false }, (response) => {
    response.on("data", (piece) => (page.text += piece));
    response.on("close", () => (page.ended = true));
  });
  sent.on("error", () => (page.ended = true));
  onTestFinished(() => void sent.destroy());
  return page;
}

const step = (stepIndex: number, loss: number) =>
  ({ type: "step", run: 0, stepIndex, lr: 10 ** (stepIndex / 10 - 6), loss }) as const;

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

describe("who may read", () => {
  const headers = { host: "127.0.0.1:81" };
  test.each([
    ["the right address", { headers, method: "GET", url: "/?token=abc" }, null],
    ["localhost", { headers: { host: "localhost:81" }, method: "HEAD", url: "/?token=abc" }, null],
    ["a wrong token", { headers, method: "GET", url: "/?token=abd" }, 403],
    ["a token that is longer", { headers, method: "GET", url: "/?token=abcd" }, 403],
    ["no token", { headers, method: "GET", url: "/" }, 403],
    ["a token in the path alone", { headers, method: "GET", url: "token=abc" }, 403],
    [
      "another name (DNS rebinding)",
      { headers: { host: "evil.example:81" }, method: "GET", url: "/?token=abc" },
      403,
    ],
    ["another port", { headers: { host: "127.0.0.1:82" }, method: "GET", url: "/?token=abc" }, 403],
    ["no Host", { headers: {}, method: "GET", url: "/?token=abc" }, 403],
    ["a write", { headers, method: "POST", url: "/?token=abc" }, 405],
  ])("%s", (_, sent, status) => {
    expect(refusal(sent, 81, "abc")?.status ?? null).toBe(status);
  });
});

describe("the server", () => {
  test("serves the page to the printed address alone, on loopback, and forbids framing and caching", async () => {
    const { url, port } = await started();
    expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?token=[\\w-]{32}$`));
    const page = await fetched(url);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/^events=\/events\?token=[\w-]{32} report=\/report\?token=/);
    expect(page.headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": "frame-ancestors 'none'",
    });
    expect(page.headers["access-control-allow-origin"]).toBeUndefined();
    for (const path of ["/", "/events", "/report", "/favicon.ico"]) {
      expect((await fetched(`http://127.0.0.1:${port}${path}`)).status).toBe(403);
    }
    expect((await fetched(url, { Host: `evil.example:${port}` })).status).toBe(403);
    expect((await fetched(url, {}, "POST")).status).toBe(405);
    expect((await fetched(url.replace("/?", "/report?"))).status).toBe(404);
    expect((await fetched(url.replace("/?", "/etc/passwd?"))).status).toBe(404);
  });

  test("streams to several pages, the late one from the start, non-finite losses as text", async () => {
    const server = await started();
    const first = opened(server.url);
    server.publish({ type: "run-start", run: 0, seed: 0 });
    server.publish(step(0, 2.5));
    await expect.poll(() => first.text).toContain('"loss":2.5');
    server.publish(step(1, Number.POSITIVE_INFINITY));
    await expect.poll(() => first.text).toContain('"loss":"Infinity"');
    const late = opened(server.url);
    await expect.poll(() => late.text).toContain('"loss":"Infinity"');
    expect(late.text).toContain('"type":"run-start"');
    await server.close();
    await expect.poll(() => first.ended && late.ended).toBe(true);
    expect(await listens(server.port)).toBe(false);
  });

  test("gives open pages the report before it closes", async () => {
    const server = await started(20_000);
    const page = opened(server.url);
    await expect.poll(() => page.text).toContain("retry");
    const finished = server.finish("<p>the report</p>", "reports/x/report.html");
    await expect.poll(() => page.text).toContain('"type":"end"');
    expect(page.text).toContain("reports/x/report.html");
    const report = await fetched(server.url.replace("/?", "/report?"));
    expect([report.status, report.text]).toEqual([200, "<p>the report</p>"]);
    expect(await listens(server.port)).toBe(true);
    await server.close();
    await finished;
  });

  test("closes at once where no page is open, and in time where one does not answer", async () => {
    const alone = await started(60_000);
    await alone.finish("x", "x");
    expect(await listens(alone.port)).toBe(false);
    const stubborn = await started(50);
    const page = opened(stubborn.url);
    await expect.poll(() => page.text).toContain("retry");
    await stubborn.finish(null, null);
    expect(page.text).toContain('"report":false');
    expect(await listens(stubborn.port)).toBe(false);
  });

  test("a page that does not read holds neither memory nor the run", async () => {
    const server = await started(50);
    const { port, url } = server;
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {});
    socket.write(
      `GET ${url.slice(url.indexOf("/?")).replace("/?", "/events?")} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
    );
    socket.pause();
    const quick = opened(url);
    for (let i = 0; i < 40_000; i++) server.publish(step(i % 100, i));
    await expect.poll(() => quick.text, { timeout: 20_000 }).toContain('"loss":39999}');
    await server.close();
  });
});
