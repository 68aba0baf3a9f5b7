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
  const asked = (lines: readonly string[], method = "GET", url = "/?token=abc") => {
    const rawHeaders = lines.flatMap((line) => line.split(": "));
    const first = [...lines].reverse().map((line) => line.split(": ") as [string, string]);
    const headers = Object.fromEntries(first.map(([name, value]) => [name.toLowerCase(), value]));
    return { method, url, rawHeaders, headers };
  };
  const host = "Host: 127.0.0.1:81";
  test.each([
    ["the right address", asked([host]), null],
    ["localhost", asked(["host: localhost:81"], "HEAD"), null],
    ["its own page", asked([host, "Origin: http://127.0.0.1:81"]), null],
    ["a wrong token", asked([host], "GET", "/?token=abd"), 403],
    ["a token that is longer", asked([host], "GET", "/?token=abcd"), 403],
    ["no token", asked([host], "GET", "/"), 403],
    ["a token in the path alone", asked([host], "GET", "token=abc"), 403],
    ["two tokens", asked([host], "GET", "/?token=abc&token=abc"), 403],
    ["another name (DNS rebinding)", asked(["Host: evil.example:81"]), 403],
    ["another port", asked(["Host: 127.0.0.1:82"]), 403],
    ["no Host", asked([]), 403],
    ["a Host that ends like ours", asked(["Host: evil@127.0.0.1:81"]), 403],
    ["another page", asked([host, "Origin: http://evil.example"]), 403],
    ["a page without an origin", asked([host, "Origin: null"]), 403],
    ["the other name of ours", asked([host, "Origin: http://localhost:81"]), 403],
    ["our origin over https", asked([host, "Origin: https://127.0.0.1:81"]), 403],
    ["Host twice", asked([host, "HOST: evil.example"]), 400],
    ["Origin twice", asked([host, "Origin: http://127.0.0.1:81", "origin: x"]), 400],
    ["a write", asked([host], "POST"), 405],
    ["a body", asked([host, "Content-Length: 3"]), 400],
    ["a body in chunks", asked([host, "Transfer-Encoding: chunked"]), 400],
  ])("%s", (_, sent, status) => {
    expect(refusal(sent, 81, "abc")?.status ?? null).toBe(status);
  });
});

describe("those without the token shut nobody out", () => {
  const crowd = async (port: number, count: number, said: string) => {
    const sockets = Array.from({ length: count }, () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.on("connect", () => void socket.write(said));
      return socket;
    });
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    await expect
      .poll(() => sockets.every((one) => !one.connecting), { timeout: 20_000 })
      .toBe(true);
    return sockets;
  };

  test.each([
    ["silent", () => ""],
    ["in the middle of a request", () => "GET / HTTP/1.1\r\nHost: 127.0"],
    [
      "with a wrong token, kept alive",
      (host: string) => `GET /?token=x HTTP/1.1\r\n${host}\r\n\r\n`,
    ],
    [
      "in the middle of a body",
      (host: string) => `POST /?token=x HTTP/1.1\r\n${host}\r\nContent-Length: 99\r\n\r\n`,
    ],
  ])("500 connections, %s", async (_, said) => {
    const { url, port } = await started();
    await crowd(port, 500, said(`Host: 127.0.0.1:${port}`));
    const page = opened(url);
    expect((await fetched(url)).status).toBe(200);
    await expect.poll(() => page.text).toContain("retry");
  });

  test("a refused connection ends, though the other side leaves it open", async () => {
    const { port } = await started();
    const ask = `GET /?token=x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    const sockets = await crowd(port, 3, ask);
    for (const socket of sockets) socket.resume();
    await expect.poll(() => sockets.every((one) => one.readableEnded || one.destroyed)).toBe(true);
  });

  test("hostile headers over a socket", async () => {
    const { url, port } = await started();
    const path = url.slice(url.indexOf("/?"));
    const status = (head: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(port, "127.0.0.1");
        let text = "";
        socket.on("data", (piece) => (text += String(piece)));
        socket.on("close", () => resolve(text.slice(9, 12)));
        socket.on("error", () => {});
        socket.write(`GET ${path} HTTP/1.1\r\nConnection: close\r\n${head}\r\n`);
      });
    const host = `Host: 127.0.0.1:${port}\r\n`;
    expect(await status(host)).toBe("200");
    expect(await status(`${host}Host: evil.example\r\n`)).toBe("400");
    expect(await status(`Host: evil.example\r\n${host}`)).toBe("400");
    expect(await status(`${host}Origin: http://evil.example\r\n`)).toBe("403");
    expect(await status(`${host}X-Long: ${"x".repeat(100_000)}\r\n`)).toBe("431");
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

  test("1000 pages that do not read: memory stays, one that reads is served, they are dropped", async () => {
    const page = "x".repeat(2_000_000);
    const server = await startLiveServer({ page: () => page, stallMs: 1500 });
    onTestFinished(() => server.close());
    const { port, url } = server;
    const path = url.slice(url.indexOf("/?"));
    const before = process.memoryUsage();
    const slow = Array.from({ length: 1000 }, (_, i) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      const name = i % 2 === 0 ? path : path.replace("/?", "/events?");
      socket.write(`GET ${name} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      socket.pause();
      return socket;
    });
    onTestFinished(() => {
      for (const socket of slow) socket.destroy();
    });
    await expect.poll(() => slow.every((one) => !one.connecting), { timeout: 20_000 }).toBe(true);
    for (let i = 0; i < 20_000; i++) server.publish(step(i % 100, i));
    const after = process.memoryUsage();
    const grown = after.rss - before.rss;
    // 500 copies of the page alone would be 1000 MB.
    expect(grown / 1e6).toBeLessThan(250);
    await expect
      .poll(async () => (await fetched(url).catch(() => null))?.status, { timeout: 20_000 })
      .toBe(200);
    const quick = opened(url);
    await expect.poll(() => quick.text, { timeout: 20_000 }).toContain('"loss":19999}');
  }, 60_000);
});
