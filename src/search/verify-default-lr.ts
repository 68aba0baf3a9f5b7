/**
 * LRs that the optimizers have when nobody sets one: Keras 3's (sgd 0.01, all others 0.001), which
 * are also PyTorch's for adam, adamw and the like. Longer names before those that they contain.
 */
const DEFAULT_LRS: readonly (readonly [string, number])[] = [
  ["momentum", 0.01],
  ["nesterov", 0.01],
  ["sgd", 0.01],
];

const ALL_OTHERS = 0.001;

/**
 * The LR that one trains with who does not choose: by the optimizer's name, in any spelling that
 * contains it (`torch.optim.SGD`). 0.001 for every other name.
 */
export function defaultLr(optimizer: string): number {
  const name = optimizer.toLowerCase();
  return DEFAULT_LRS.find(([known]) => name.includes(known))?.[1] ?? ALL_OTHERS;
}
