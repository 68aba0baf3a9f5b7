import { BASE85 } from "../packed/base85.ts";
import type { ThemeName } from "../view/palette.ts";
import type { PageApp, PageData, Plotly, ThemeControl } from "./page-data.ts";

/**
 * The page's first script as text; the rest comes packed. Each function is type-checked here and
 * stands alone (it names nothing outside itself but the browser's own globals), so that its source
 * can be put into the page as it is; they reach each other only through the object that `startPage`
 * is given.
 */
export function bootScript(): string {
  const parts: BootParts = { unpack, runScript, themeControl, copyButtons };
  const sources = Object.entries(parts).map(([name, part]) => `${name}: ${part}`);
  // Some bundlers wrap inner functions in a helper of this name.
  return `"use strict";
const __name = (part) => part;
(${startPage})({
${sources.join(",\n")}
}, ${JSON.stringify(BASE85)}, document.currentScript.nonce);`;
}

interface BootParts {
  readonly unpack: typeof unpack;
  readonly runScript: typeof runScript;
  readonly themeControl: typeof themeControl;
  readonly copyButtons: typeof copyButtons;
}

/** What packed scripts leave on the page. */
interface Globals {
  readonly Plotly?: Plotly;
  readonly lrFinderPage?: { readonly app: PageApp };
}

/**
 * Theme and copy buttons at once, then the page's own code from its packed text. What it does works
 * in any browser; where the text cannot be unpacked the page keeps words, tables and the charts as
 * they were drawn into it.
 */
async function startPage(parts: BootParts, alphabet: string, nonce: string): Promise<void> {
  const root = document.documentElement;
  root.classList.add("scripted");
  const data = JSON.parse(document.getElementById("page-data")?.textContent ?? "{}") as PageData;
  const { text } = data;
  const status = document.getElementById("status") as HTMLElement;
  let clearing: ReturnType<typeof setTimeout> | undefined;
  const say = (message: string) => {
    clearTimeout(clearing);
    status.textContent = message;
    clearing = setTimeout(() => {
      status.textContent = "";
    }, 2500);
  };
  const button = document.getElementById("theme") as HTMLButtonElement;
  const theme = parts.themeControl(button, text.toDark, text.toLight);
  parts.copyButtons(say, text.copied, text.selected);

  const giveUp = (why: string) => {
    const notice = document.getElementById("no-charts") as HTMLElement;
    notice.textContent = text.notDrawn.replace("{why}", () => why);
    notice.hidden = false;
    root.classList.remove("scripts");
    root.dataset.ready = "true";
  };
  const packed = (id: string) => document.getElementById(id)?.textContent ?? "";
  if (packed("app") === "") {
    if (document.querySelector(".plot") !== null) return giveUp(text.withoutLibrary);
    root.dataset.ready = "true";
    return;
  }
  if (typeof DecompressionStream === "undefined") return giveUp(text.noUnpack);
  const globals = window as Globals;
  let plotly: Promise<Plotly> | undefined;
  try {
    const sources = ["words", "app"].map((id) => parts.unpack(packed(id), alphabet).text());
    const source = (await Promise.all(sources)).join("\n");
    await parts.runScript(source, nonce);
    if (globals.lrFinderPage === undefined) throw new Error("the page's code did not start");
    await globals.lrFinderPage.app.open(data, {
      theme,
      say,
      source,
      plotly: () => {
        plotly ??= parts
          .unpack(packed("plotly"), alphabet)
          .blob()
          .then((blob) => parts.runScript(blob, nonce))
          .then(() => globals.Plotly as Plotly);
        return plotly;
      },
    });
  } catch (thrown) {
    return giveUp(thrown instanceof Error ? thrown.message : String(thrown));
  }
  root.dataset.ready = "true";
}

/** Unpacks gzip in base 85 (see `packed/base85.ts`). */
function unpack(packed: string, alphabet: string): Response {
  const digits = new Uint8Array(128);
  [...alphabet].forEach((character, i) => {
    digits[character.charCodeAt(0)] = i;
  });
  const view = new DataView(new ArrayBuffer(((packed.length - 1) / 5) * 4));
  const digit = (i: number) => digits[packed.charCodeAt(i)] as number;
  for (let from = 1, to = 0; from < packed.length; from += 5, to += 4) {
    const high = (digit(from) * 85 + digit(from + 1)) * 85 + digit(from + 2);
    view.setUint32(to, high * 7225 + digit(from + 3) * 85 + digit(from + 4));
  }
  const bytes = new Uint8Array(view.buffer, 0, view.byteLength - Number(packed[0]));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/**
 * Runs a script with the page's nonce: a text at once, a blob once the browser has read it, which it
 * does beside the page's own work. Nothing is fetched.
 */
function runScript(script: string | Blob, nonce: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.nonce = nonce;
    if (typeof script === "string") {
      element.textContent = script;
      document.head.append(element);
      resolve();
      return;
    }
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const done = (end: () => void) => () => {
      URL.revokeObjectURL(url);
      end();
    };
    element.addEventListener("load", done(resolve));
    element.addEventListener(
      "error",
      done(() => reject(new Error("a script did not start"))),
    );
    element.src = url;
    document.head.append(element);
  });
}

/** Light or dark by system setting, until the button chooses; the choice is kept where it may be. */
function themeControl(button: HTMLButtonElement, toDark: string, toLight: string): ThemeControl {
  const storageKey = "lr-finder-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const listeners: ((theme: ThemeName) => void)[] = [];
  const current = (): ThemeName => {
    const chosen = document.documentElement.dataset.theme;
    if (chosen === "dark" || chosen === "light") return chosen;
    return system.matches ? "dark" : "light";
  };
  const changed = () => {
    button.textContent = current() === "dark" ? toLight : toDark;
    for (const listener of listeners) listener(current());
  };
  const choose = (theme: string | null) => {
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  };
  // A page from disk may have no storage at all: then the choice lasts as long as the page.
  try {
    choose(localStorage.getItem(storageKey));
  } catch {}
  button.addEventListener("click", () => {
    const theme = current() === "dark" ? "light" : "dark";
    choose(theme);
    try {
      localStorage.setItem(storageKey, theme);
    } catch {}
    changed();
  });
  system.addEventListener("change", changed);
  changed();
  return { current, onChange: (listener) => listeners.push(listener) };
}

/**
 * Makes every `[data-copy]` button copy the text of the element it names. Where the clipboard is
 * closed the text is selected instead, and the status line says so.
 */
export function copyButtons(
  say: (message: string) => void,
  copiedText: string,
  selectedText: string,
): void {
  const select = (element: Element): boolean => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    return document.execCommand("copy");
  };
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy ?? "");
    if (!source) continue;
    button.addEventListener("click", async () => {
      let copied = true;
      try {
        await navigator.clipboard.writeText(source.textContent ?? "");
      } catch {
        copied = select(source);
      }
      say(copied ? copiedText : selectedText);
    });
  }
}
