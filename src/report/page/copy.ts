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
