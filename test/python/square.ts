/** A trainer of one weight: the loss is w², the LR is the step's argument. */
export const SQUARE = `
import lr_finder
w = [3.0]
def step(lr):
    loss = w[0] ** 2
    w[0] -= lr * 2 * w[0]
    return loss
def put(value): w[:] = value
`;

/** A script that serves it: what is between the brackets of `serve`, and what comes before. */
export const serving = (call: string, before = "") =>
  `${SQUARE}\n${before}\nlr_finder.serve(${call})\n`;
