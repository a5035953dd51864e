// Writes a graph as the bytes of an ONNX model.
import { findLiveParts } from '../graph/live-values.js';
import type { Attribute, Node, Value, ValueType } from '../graph/value.js';
import { ModelProto } from './onnx-schema.js';

export const IR_VERSION = 10;
/** Operator set of ONNX; 20 brings `Gelu`, 21 is the newest that ONNX Runtime's CPU kernels cover throughout. */
export const OPSET = 21;
const MICROSOFT_OPSET = 1;

/** TensorProto.DataType */
export const DATA_TYPES: Readonly<Record<ValueType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
};

/** AttributeProto.AttributeType */
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, ints: 7 };

export interface EncodedModel {
  readonly bytes: Uint8Array;
  /** Names of the graph inputs that the outputs depend on. */
  readonly inputs: readonly string[];
  readonly nodeCount: number;
  /** The nodes by the names they have in the model. */
  readonly nodes: ReadonlyMap<string, Node>;
}

/** How an input or output of a graph says its sizes. */
export type DescribeShape = (value: Value) => readonly Dimension[];

/** A size, or the name of one that is the same wherever the name stands. */
export type Dimension = number | string;

export interface ModelOptions {
  /** What it says otherwise are the sizes themselves. */
  readonly describeShape?: DescribeShape;
  /** Values that are inputs of the model although something makes them or they are constants, by the names they have as inputs. */
  readonly given?: ReadonlyMap<Value, string>;
}

/**
 * @param name of the graph, for messages of the runtime
 * @param outputs by output name; the values are different ones and each is made by a node
 */
export function encodeModel(
  name: string,
  outputs: ReadonlyMap<string, Value>,
  { describeShape = ({ shape }) => shape, given = new Map() }: ModelOptions = {},
): EncodedModel {
  const { nodes, constants, inputs } = findLiveParts([...outputs.values()], given);
  const outputNames = new Map([...outputs].map(([output, value]) => [value, output]));
  const nameOf = (value: Value): string => {
    const input = given.get(value);
    if (input !== undefined) return input;
    if (value.source.kind === 'input') return value.source.name;
    return outputNames.get(value) ?? `v${value.id}`;
  };
  const message = {
    ir_version: IR_VERSION,
    producer_name: 'codex-ml',
    opset_import: [
      { domain: '', version: OPSET },
      { domain: 'com.microsoft', version: MICROSOFT_OPSET },
    ],
    graph: {
      name,
      node: nodes.map((node, i) => encodeNode(node, nodeName(node, i), nameOf)),
      initializer: constants.map((value) => ({
        dims: value.shape,
        data_type: DATA_TYPES[value.dtype],
        name: nameOf(value),
        raw_data: value.source.kind === 'constant' ? value.source.bytes : new Uint8Array(),
      })),
      input: inputs.map((value) => encodeValueInfo(value, nameOf(value), describeShape)),
      output: [...outputs].map(([output, value]) => encodeValueInfo(value, output, describeShape)),
    },
  };
  return {
    bytes: ModelProto.encode(message).finish(),
    inputs: inputs.map(nameOf),
    nodeCount: nodes.length,
    nodes: new Map(nodes.map((node, i) => [nodeName(node, i), node])),
  };
}

function nodeName({ op }: Node, index: number): string {
  return `${op}_${index}`;
}

function encodeNode(node: Node, name: string, nameOf: (value: Value) => string) {
  return {
    input: node.inputs.map(nameOf),
    output: node.outputs.map(nameOf),
    name,
    op_type: node.op,
    domain: node.domain,
    attribute: Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value)),
  };
}

function encodeAttribute(name: string, value: Attribute) {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPES.int, i: value };
  if (typeof value === 'string') return { name, type: ATTRIBUTE_TYPES.string, s: Buffer.from(value) };
  if ('float' in value) return { name, type: ATTRIBUTE_TYPES.float, f: value.float };
  return { name, type: ATTRIBUTE_TYPES.ints, ints: value };
}

function encodeValueInfo(value: Value, name: string, describeShape: DescribeShape) {
  const dim = describeShape(value).map((size) =>
    typeof size === 'number' ? { dim_value: size } : { dim_param: size },
  );
  return { name, type: { tensor_type: { elem_type: DATA_TYPES[value.dtype], shape: { dim } } } };
}
