import type { PlanSnippet, SchedulePlan } from "../types.ts";
import { pythonFunction } from "./python-function.ts";

/** A PyTorch `LambdaLR` with the plan's values. */
export function pytorchSnippet(plan: SchedulePlan): PlanSnippet {
  return {
    id: "pytorch",
    label: "PyTorch",
    language: "python",
    code: `${pythonFunction(plan)}\n${USE}`,
  };
}

const USE = `

from torch.optim.lr_scheduler import LambdaLR


def planned_scheduler(optimizer):
    """For an optimizer that was made with lr=PEAK_LR."""
    return LambdaLR(optimizer, lambda step: learning_rate(step) / PEAK_LR)


# scheduler = planned_scheduler(optimizer)
# for batch in batches:
#     ...
#     optimizer.step()
#     scheduler.step()  # after every optimizer step, not every epoch
`;
