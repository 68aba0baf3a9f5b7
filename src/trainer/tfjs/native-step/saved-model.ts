import type { OpAttr } from "../native-kernels/kernel.ts";
import { type Bytes, bytesField, floatField, integerField, message, varint } from "./wire.ts";

/** One node of a graph. */
export type GraphNode =
  | { readonly kind: "placeholder"; readonly name: string; readonly tensor: TensorType }
  | {
      readonly kind: "constant";
      readonly name: string;
      readonly tensor: TensorType;
      /** Little-endian values, as they lie in memory. */
      readonly content: Bytes;
    }
  | {
      readonly kind: "op";
      readonly name: string;
      readonly op: string;
      /** `node` or `node:output`. */
      readonly inputs: readonly string[];
      readonly attrs: readonly OpAttr[];
    };

export interface TensorType {
  /** Number of a data type of libtensorflow. */
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** Numbers by which the binding tells how an attribute's value is to be read. */
export interface AttrTypes {
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}

/** The tag under which the only graph of the model is found. */
export const TAG = "step";

/** Version of graphs that knows all ops of tfjs-node; every libtensorflow of the last years reads it. */
const GRAPH_VERSION = 1087;

/**
 * A graph without variables as the file `saved_model.pb`.
 *
 * Source: tensorflow/core/protobuf/{saved_model,meta_graph}.proto and
 * tensorflow/core/framework/{graph,node_def,attr_value,tensor,versions}.proto
 *
 * @throws Error for an attribute of a kind that the binding does not set
 */
export function savedModel(nodes: readonly GraphNode[], types: AttrTypes): Bytes {
  const versions = bytesField(4, integerField(1, GRAPH_VERSION));
  const graph = message([...nodes.map((node) => bytesField(1, nodeOf(node, types))), versions]);
  const meta = message([bytesField(1, bytesField(4, TAG)), bytesField(2, graph)]);
  return message([integerField(1, 1), bytesField(2, meta)]);
}

function nodeOf(node: GraphNode, types: AttrTypes): Bytes {
  switch (node.kind) {
    case "placeholder":
      return nodeMessage(node.name, "Placeholder", [], {
        dtype: integerField(6, node.tensor.dtype),
        shape: bytesField(7, shapeOf(node.tensor.shape)),
      });
    case "constant":
      return nodeMessage(node.name, "Const", [], {
        dtype: integerField(6, node.tensor.dtype),
        value: bytesField(
          8,
          message([
            integerField(1, node.tensor.dtype),
            bytesField(2, shapeOf(node.tensor.shape)),
            bytesField(4, node.content),
          ]),
        ),
      });
    case "op": {
      const attrs = node.attrs.map((attr) => [attr.name, attrValue(attr, types)] as const);
      return nodeMessage(node.name, node.op, node.inputs, Object.fromEntries(attrs));
    }
  }
}

function nodeMessage(
  name: string,
  op: string,
  inputs: readonly string[],
  attrs: Readonly<Record<string, Bytes>>,
): Bytes {
  return message([
    bytesField(1, name),
    bytesField(2, op),
    ...inputs.map((input) => bytesField(3, input)),
    ...Object.entries(attrs).map(([key, value]) =>
      bytesField(5, message([bytesField(1, key), bytesField(2, value)])),
    ),
  ]);
}

function attrValue({ name, type, value }: OpAttr, types: AttrTypes): Bytes {
  switch (type) {
    case types.TF_ATTR_STRING:
      return bytesField(2, value as string);
    case types.TF_ATTR_INT:
      return Array.isArray(value)
        ? bytesField(1, bytesField(3, message((value as number[]).map(varint))))
        : integerField(3, value as number);
    case types.TF_ATTR_FLOAT:
      if (Array.isArray(value)) break;
      return floatField(4, value as number);
    case types.TF_ATTR_BOOL:
      if (Array.isArray(value)) break;
      return integerField(5, value === true ? 1 : 0);
    case types.TF_ATTR_TYPE:
      return integerField(6, value as number);
    case types.TF_ATTR_SHAPE:
      return bytesField(7, shapeOf(value as number[]));
    default:
  }
  throw new Error(`the attribute ${name} cannot be written`);
}

function shapeOf(shape: readonly number[]): Bytes {
  return message(shape.map((size) => bytesField(2, integerField(1, size))));
}
