/**
 * Runs `work` at once, and again at the next frame if it was asked for meanwhile: several moves of a
 * hand between two pictures are one, and none waits for a picture that it could still be on.
 */
export function onceAFrame(work: () => void): () => void {
  let frame = 0;
  let again = false;
  return function ask() {
    again = frame !== 0;
    if (again) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (again) ask();
    });
    work();
  };
}
