import type { OpAttr } from "../native-kernels/kernel.ts";

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
interface AttrTypes {
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

/**
 * The wire format of protocol buffers, as much of it as a graph needs. Every function gives the bytes
 * of one field; a message is its fields one after the other.
 *
 * Source: protobuf.dev, "Encoding".
 */
export type Bytes = Uint8Array;

/** A whole number (`int32`, `int64`, `bool`, an enum); negative ones take ten bytes. */
export function integerField(field: number, value: number): Bytes {
  return message([varint(field * 8), varint(value)]);
}

/** A `float`. */
export function floatField(field: number, value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return message([varint(field * 8 + 5), bytes]);
}

/** A string, bytes, a message inside, or whole numbers packed. */
export function bytesField(field: number, value: Bytes | string): Bytes {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  return message([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** Fields in their order. */
export function message(fields: readonly Bytes[]): Bytes {
  return Buffer.concat(fields);
}

/** Seven bits a byte, lowest first; the top bit says that more follow. */
export function varint(value: number): Bytes {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
