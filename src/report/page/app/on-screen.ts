/** Lets the browser show what is on the page now; one in the background, which has no frames, goes on at once. */
export function onScreen(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });
}
