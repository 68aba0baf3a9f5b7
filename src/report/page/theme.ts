import type { ThemeName } from "../view/palette.ts";
import type { ThemeControl } from "./types.ts";

/** Light or dark by system setting, until the button chooses; the choice is kept where it may be. */
export function themeControl(
  button: HTMLButtonElement,
  toDark: string,
  toLight: string,
): ThemeControl {
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
