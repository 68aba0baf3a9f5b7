import type { PageApp, PageData, Plotly, ThemeControl } from "./types.ts";

/** The parts that {@link startPage} puts together; each is a function that stands alone. */
export interface PageParts {
  unpackScripts(
    packed: string,
    alphabet: string,
    nonce: string,
  ): Promise<{ plotly: Plotly; app: PageApp }>;
  themeControl(button: HTMLButtonElement, toDark: string, toLight: string): ThemeControl;
  copyButtons(say: (message: string) => void, copied: string, selected: string): void;
}

/**
 * The first script: theme and copy buttons at once, then everything else from the packed text. What
 * it does works in any browser; where the text cannot be unpacked the page keeps words and tables.
 */
export async function startPage(parts: PageParts, alphabet: string, nonce: string): Promise<void> {
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
    for (const plot of document.querySelectorAll(".plot")) plot.classList.add("unavailable");
    root.dataset.ready = "true";
  };
  const packed = document.getElementById("plotly")?.textContent;
  if (!packed) {
    if (data.figures.length > 0) return giveUp(text.withoutLibrary);
    root.dataset.ready = "true";
    return;
  }
  if (typeof DecompressionStream === "undefined") return giveUp(text.noUnpack);
  try {
    const { plotly, app } = await parts.unpackScripts(packed, alphabet, nonce);
    await app.open(data, { plotly, theme, say });
  } catch (thrown) {
    return giveUp(thrown instanceof Error ? thrown.message : String(thrown));
  }
  root.dataset.ready = "true";
}
