import type { StepUnit } from "../../contract/findings.ts";
import type { NoteCode } from "../../contract/make-note.ts";
import { formatLoss, formatLr, lossesApart } from "../../core/format.ts";
import type { FindingSayings, Sayings, Words } from "../words.ts";
import { list, STEP_UNITS } from "./format.ts";

// Steps are as the log has them, maybe fractions: not counts, so that no thousands are separated.
const range = ({
  losses,
  fromStep,
  toStep,
  unit = "step",
}: {
  losses: number;
  fromStep: number;
  toStep: number;
  unit?: StepUnit | undefined;
}) =>
  losses === 1
    ? `1 个损失，第 ${fromStep} ${STEP_UNITS[unit]}`
    : `${losses} 个损失，第 ${fromStep} 到 ${toStep} ${STEP_UNITS[unit]}`;

/** What a diagnosis says on the whole. */
export const diagnosisNotes = {
  "diagnosis-empty": () => "日志中没有一个有限的损失。",
  "diagnosis-findings": ({ findings, ...of }) => `发现 ${findings} 处问题（${range(of)}）。`,
  "diagnosis-short": (of) => `数据太少，无法判断（${range(of)}）。`,
  "diagnosis-noisy": ({ try: change, lr, ...of }) =>
    `看不出问题，但到目前为止损失的下降没有超过其噪声（${range(of)}）。${change === undefined ? "" : `学习率太低时就是这样：请提高十倍${lr === undefined ? "" : `（从 ${formatLr(lr)} 到 ${formatLr(10 * lr)}）`}，若没有变化就再提高，或用 \`lr-finder run\` 扫描它。`}`,
  "diagnosis-no-lower": ({ startLoss, endLoss, ...of }) => {
    const [low, high] = lossesApart(startLoss, endLoss);
    return `看不出问题，但损失在结束时（${high}）并不比开始时（${low}）低，尽管中间下降过（${range(of)}）。`;
  },
  "diagnosis-healthy": ({ startLoss, endLoss, ...of }) => {
    const [from, to] = lossesApart(startLoss, endLoss);
    return `正常：损失从 ${from} 降到 ${to}，没有异常之处（${range(of)}）。`;
  },
} satisfies Partial<Sayings<NoteCode>>;

const RULE_OUT = [
  "若学习率降到十分之一仍在差不多同一步失败，原因就不在学习率。请排除：输入或目标中有 NaN、无穷或极大值的行（查看那一步的批）；损失中对 0 取对数、除法或开方（加一个很小的 epsilon）；没有损失缩放的半精度。",
  "若过一段时间才失败，请裁剪梯度（通常从范数 1 开始），并延长预热。",
];

function tenTimesLower(lr: number | null): string {
  const to = lr === null || lr === 0 ? "" : `，从 ${formatLr(lr)} 到 ${formatLr(lr / 10)}`;
  return `请从头或从最后一个好的检查点重新开始，学习率降到十分之一${to}。`;
}

/** At which steps a loss was no number. */
const times = (count: number, [first, last]: readonly [number, number], unit: string) =>
  count === 1 ? `第 ${first} ${unit}` : `第 ${first} 到 ${last} ${unit}中的 ${count} ${unit}`;

const heldOutLoss = (name: string | undefined) =>
  name === undefined ? "验证集损失" : `验证集损失 ${name} `;

const HELD_OUT_ROWS =
  "先检查留出的行：NaN 或无穷值、损失或指标中对 0 取对数或除以 0、空集（没有东西的平均）、半精度。";

/** Every finding in Chinese, by its code. */
export const findings: NonNullable<Words["findings"]> = {
  diverged(data, [first], unit) {
    if (data.kind === "non-finite") {
      return {
        message: `损失在第 ${first} ${unit}变为 ${data.value}：从那里起训练已经失败。`,
        advice: [tenTimesLower(data.lr), ...RULE_OUT],
      };
    }
    const [start, best, end] = lossesApart(data.start, data.best, data.end);
    return {
      message: `损失发散：开始时为 ${start}，${data.fell ? `最低到过 ${best}，` : ""}从第 ${first} ${unit}起上升，现为 ${end}。`,
      advice: [tenTimesLower(data.lr), ...RULE_OUT],
    };
  },
  "held-out-lost"(data, steps, unit) {
    const what = heldOutLoss(data.heldOut);
    const { value } = data;
    if (data.kind === "came-back") {
      return {
        message: `${what}在${times(data.count, steps, unit)}为 ${value}，之后又是数字。`,
        advice: [HELD_OUT_ROWS],
      };
    }
    return {
      message: `${what}在第 ${steps[0]} ${unit}变为 ${value}，到日志结束时仍不是数字：从那里起不知道模型在留出的行上表现如何。`,
      advice: [
        HELD_OUT_ROWS,
        ...(data.lastGoodStep === null
          ? []
          : [
              `已知最后一个好的检查点是第 ${data.lastGoodStep} ${unit}的。若这些行没有问题，请从那里继续，学习率降到三分之一至十分之一：权重大到留出的行无法承受时，其他行往往也很快如此。`,
            ]),
      ],
    };
  },
  rising({ best, end, start, fell, lr }, [from], unit) {
    const [bestLoss, endLoss, startLoss] = lossesApart(best, end, start);
    const back = fell ? `，回升已超过到起点（${startLoss}）的一半` : "";
    const lower = lr ? `（${formatLr(lr / 10)} 到 ${formatLr(lr / 3)}）` : "";
    return {
      message: `训练损失在上升：在第 ${from} ${unit}附近为 ${bestLoss}，现为 ${endLoss}${back}。`,
      advice: [
        `请把学习率降到三分之一至十分之一${lower}，从上升之前的检查点继续。`,
        "若上升始于数据的变化（新的分片、排好序的文件、新的一轮），请打乱各行。",
      ],
    };
  },
  "over-fitting"({ bestStep, best, end, heldOut }, _steps, unit) {
    const [bestLoss, endLoss] = lossesApart(best, end);
    return {
      message: `过拟合：${heldOutLoss(heldOut)}在第 ${bestStep} ${unit}最低（${bestLoss}），之后升到 ${endLoss}，而训练损失没有上升。`,
      advice: [
        `请提前停止：保留第 ${bestStep} ${unit}的检查点，下次让调度大约在那里结束。`,
        "或者把学习率降到三分之一，或增加权重衰减、dropout、数据增强或数据，或用更小的模型。",
      ],
    };
  },
  oscillating(data, _steps, unit) {
    const { lr } = data;
    const seen = {
      swings: (rises: number, size: number) =>
        `它上升又回落了 ${rises} 次，每次约 ${formatLoss(size)}`,
      periodic: (every: number, size: number) =>
        `它每 ${every} ${unit}上下起伏约 ${formatLoss(size)}`,
      unsettled: (growth: number) =>
        `在最后三分之一中，相邻损失之间的跳动增大到 ${Number(growth.toPrecision(2))} 倍，而其水平不再下降`,
    };
    const said =
      data.kind === "swings"
        ? seen.swings(data.rises, data.size)
        : data.kind === "periodic"
          ? seen.periodic(data.periodSteps, data.size)
          : seen.unsettled(data.growth);
    const lower = lr
      ? `，从 ${formatLr(lr)} 到 ${formatLr(lr / 10)} 至 ${formatLr(lr / 3)} 之间`
      : "";
    return {
      message: `损失振荡：${said}。`,
      advice: [
        `请把学习率降到三分之一至十分之一${lower}：它的步子越过最低处，而不是走进去。`,
        "更大的批或更低的动量也会使它平稳。若按一轮的长度重复，请每一轮都重新打乱各行。",
      ],
    };
  },
  "too-slow"(data) {
    const { lr } = data;
    if (data.kind === "steady") {
      const [from, to] = lossesApart(data.from, data.to);
      const raised =
        lr === null
          ? ""
          : `，从 ${formatLr(lr)} 到 ${formatLr(5 * lr)} 至 ${formatLr(10 * lr)} 之间`;
      return {
        message: `太慢：损失从 ${from} 稳步降到 ${to}，结束时仍与开始时一样快，要学的大部分还在后面。`,
        advice: [`请把学习率提高五到十倍${raised}。若损失随后跳动或爆炸，就退回一半。`],
      };
    }
    const lower = `请从头开始，学习率降到十分之一${lr === null ? "" : `（${formatLr(lr / 10)}）`}：最初几步可能已把模型弄坏（对每一行都为 0 的单元）。`;
    const higher = `请把学习率提高十倍${lr === null ? "" : `（从 ${formatLr(lr)} 到 ${formatLr(10 * lr)}）`}，若没有变化就再提高。`;
    return {
      message: `损失在 ${data.losses} 个损失中一直停在 ${formatLoss(data.from)}，没有移动。`,
      advice: [
        ...(data.kind === "broken" ? [lower, higher] : [higher, lower]),
        "若两者都无用，请检查优化器是否得到了模型的参数，标签与各行是否对应。",
      ],
    };
  },
  plateau({ level, since, length, lr }, _steps, unit) {
    const trial = Math.max(1, Math.round(length / 10));
    const lower = lr === null ? "" : `（到 ${formatLr(0.1 * lr)}）`;
    const higher = lr === null ? "" : `（到 ${formatLr(3 * lr)} 至 ${formatLr(5 * lr)} 之间）`;
    return {
      message: `损失从第 ${since} ${unit}起停在 ${formatLoss(level)}，已有 ${length} ${unit}。`,
      advice: [
        ...(lr === null
          ? ["若那时学习率已经衰减，这就是训练的结束，一切正常：带有学习率的日志会显示这一点。"]
          : []),
        `先把它当作步子太大的最低处：保存检查点，把学习率降到十分之一${lower}，训练 ${trial} ${unit}。若损失立即下降，就是如此：停在那里，或让学习率衰减到 0。`,
        `若没有移动，就把它当作鞍点：回到检查点，把学习率提高三到五倍${higher}，训练 ${trial} ${unit}，再回到原来的值。若损失比之前低，就从那里继续。`,
        "若两者都无用，模型已学到它能学的：请停在这里，或改变模型或数据。",
      ],
    };
  },
  "schedule-ended"(data, [step, last], unit) {
    const floor = formatLr(data.floorLr);
    if (data.kind === "still-falling") {
      return {
        message: `调度结束得太早：学习率从第 ${step} ${unit}起一直在最低值（${floor}），而损失仍在下降（现为 ${formatLoss(data.loss)}）。`,
        advice: [
          `请计划更多的${unit}数，使损失还高时学习率也还高：总共至少 ${Math.ceil(1.5 * last)} ${unit}，而不是约 ${step} ${unit}。`,
          `若要继续这次训练，请把学习率提高到约 ${formatLr(data.peakLr / 3)}，再用同样多的${unit}数让它降下来。`,
        ],
      };
    }
    return {
      message: `调度在训练之前就结束了：损失一直下降，直到学习率在第 ${step} ${unit}到达最低值（${floor}），此后停住不动。`,
      advice: [
        `请让调度在训练结束处结束：按 ${last} ${unit}计划。第 ${step} ${unit}之后没有改变任何东西。`,
      ],
    };
  },
  spike(data, steps, unit) {
    if (data.kind === "non-finite") {
      return {
        message: `损失在${times(data.count, steps, unit)}为 ${data.value}，之后又是数字。`,
        advice: [
          "使用混合精度时，这是损失缩放在起作用，很少出现就没有问题。否则请查看这些步的批中有没有损坏的行。",
        ],
      };
    }
    const { count, at, highest, usual } = data;
    const [peak, around] = lossesApart(highest, usual);
    const named = list(at.slice(0, NAMED).map(String));
    const more = count > NAMED ? `，另有 ${count - NAMED} 处` : "";
    return {
      message: `${count} 处尖峰，在第 ${named} ${unit}${more}：损失跳到 ${peak}（那里通常约为 ${around}），又回来了。`,
      advice: [
        count > 2
          ? "它们一再出现：请裁剪梯度（通常从范数 1 开始），或把学习率降到二分之一至三分之一，以免其中一次不再回来。"
          : "回来的尖峰没有害处。请查看那一步的批中有没有损坏的行；若再出现，请裁剪梯度，或把学习率降到二分之一至三分之一。",
      ],
    };
  },
} satisfies FindingSayings;

/** Spikes that are named one by one. */
const NAMED = 5;
