import type { NoteData } from "../../contract/make-note.ts";
import { formatFactor } from "../../core/format.ts";
import { format, short, whole } from "./format.ts";

type Data = NoteData["centred-minimum"];
type By = NonNullable<Data["steps"]>[number]["by"];

/** How the LR was worked out from a sweep, step by step. */
export function derivation(data: Data): string {
  const { of, minimumLr, divisor, optimizer, stableLr, totalSteps, usualLr, lowest, steps } = data;
  const name = optimizer === "unknown" ? "未知优化器" : optimizer;
  if (lowest === undefined || steps === undefined) {
    // Of before the steps were kept.
    const isFitted =
      totalSteps !== undefined && Math.abs(Math.log10((stableLr * divisor) / minimumLr)) >= 0.02;
    return `${of === "held-out" ? "平滑损失和验证集损失" : "平滑损失"}在学习率 ${format.lr(minimumLr)} 处最低；${format.lr(stableLr)} 由它除以 ${short(divisor)}（${name} 的安全余量）得来，因为完整训练能承受的学习率低于短扫描${isFitted ? `，并按 ${whole(totalSteps)} 步的训练和 ${name} 的常用值作了调整` : ""}。`;
  }
  const why: Readonly<Record<By, string>> = {
    margin: `${name} 的安全余量，因为完整训练能承受的学习率低于短扫描`,
    length: `按 ${whole(totalSteps ?? 0)} 步的训练调整`,
    usual: `向 ${name} 的常用值 ${format.lr(usualLr)} 靠拢`,
    floor: "更高的学习率在最低处没有被检验",
    highest: "扫描过的最高学习率",
    "over-fitting": "模型在训练中会过拟合，因此降低",
  };
  const said = steps.map(({ by, factor, lr }, i) => {
    const from = i === 0 ? `${format.lr(minimumLr)} ` : "再";
    const how = by === "margin" ? `除以 ${short(divisor)}` : `乘以 ${formatFactor(factor)}`;
    return `${from}${how} 得 ${format.lr(lr)}（${why[by]}）`;
  });
  return `${place(data, lowest)}。${said.join("；")}。`;
}

function place({ minimumLr }: Data, lowest: NonNullable<Data["lowest"]>): string {
  const { read, curveLr, bottom, trainingLr, heldOutLr } = lowest;
  const [curve, from, to] = [curveLr, ...bottom].map((lr) => format.lr(lr)) as [
    string,
    string,
    string,
  ];
  const noise = from === curve ? `直到 ${to}` : `${from} 到 ${to}`;
  const training =
    from === to && from === curve
      ? `在学习率 ${curve} 处最低`
      : `在学习率 ${curve} 处最低（在噪声范围内${noise} 同样低，按数量级的中点为 ${format.lr(trainingLr)}）`;
  if (read === "floor") {
    return `从学习率 ${format.lr(minimumLr)} 起平滑损失已到底，以此处作为最低处`;
  }
  if (heldOutLr === undefined || read === "training") return `平滑损失${training}`;
  const held = `验证集损失在学习率 ${format.lr(heldOutLr)} 处最低`;
  return read === "held-out"
    ? `${held}；平滑训练损失${training}，相距太远，不计算在内`
    : `平滑损失${training}，${held}：按数量级的中点为 ${format.lr(minimumLr)}`;
}
