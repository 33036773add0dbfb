import { create } from "@bufbuild/protobuf";
import { error, type Diagnostic } from "../../diagnostics/diagnostic.js";
import { elements, typeOf, type Graph, type Node, type TensorType, type ValueId } from "../../ir/graph.js";
import { Problem } from "../../ir/operator.js";
import { NoOnnx, type OnnxValue, type OperatorDefinition } from "../../ops/definition.js";
import { functionsOfBlocks, type BlockNode } from "./functions.js";
import { modelFile, type FileParts } from "./model-file.js";
import { GraphProtoSchema, ModelProtoSchema } from "./onnx_pb.js";
import { constantTensor, nodeMessage, valueMessage } from "./messages.js";
import { externalTensors, storedTensors, type WeightData } from "./weights.js";
import { LayerWriter, UniqueNames, type WrittenConstant } from "./writer.js";

export interface OnnxExportOptions {
  /** One of those in `opsets.ts`. */
  readonly opset: number;
  /** Name of the model's file, for messages. */
  readonly file: string;
  /** Version of the compiler, for the file's producer. */
  readonly version: string;
  /** Whether blocks become local functions. */
  readonly functions: boolean;
  /** Name of the file beside the model that holds the weights; without one they are inside. */
  readonly weightsFile?: string | undefined;
}

export interface OnnxFiles {
  readonly model: FileParts;
  /** Absent where weights are inside the model's file. */
  readonly weights: FileParts | undefined;
}

/** What protocol buffers can hold: readers count bytes in an int32. */
const largestMessage = 2 ** 31 - 1;

/**
 * An inference graph, before any fusion, as an ONNX model: nodes and values are named for the layers' paths, weights
 * for their paths, and the batch is the symbolic dimension `N`. All operators that cannot be written are told at once.
 */
export function exportOnnx(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  weights: WeightData,
  options: OnnxExportOptions,
): OnnxFiles | readonly Diagnostic[] {
  const writer = new GraphWriter(graph, operators, options);
  const problems = writer.write();
  if (problems.length > 0) return problems;
  const tensors = graph.weights.map(({ path, value }) => {
    const { shape } = typeOf(graph, value);
    return { path, shape: shape.map(Number), size: Float32Array.BYTES_PER_ELEMENT * elements(shape) };
  });
  const stored = options.weightsFile === undefined ? storedTensors(tensors, weights) : [];
  const external =
    options.weightsFile === undefined ? undefined : externalTensors(tensors, weights, options.weightsFile);
  const { nodes, functions } = options.functions
    ? functionsOfBlocks(writer.nodes, writer.outputNames(), options.opset)
    : { nodes: writer.nodes.map(({ node }) => node), functions: [] };
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(irVersionOf(options.opset)),
    producerName: "cnnc",
    producerVersion: options.version,
    docString: graph.doc,
    opsetImport: [
      { domain: "", version: BigInt(options.opset) },
      ...(functions.length > 0 ? [{ domain: "cnnc", version: 1n }] : []),
    ],
    functions: [...functions],
  });
  const message = create(GraphProtoSchema, {
    name: graph.name,
    docString: graph.doc,
    node: nodes.map(nodeMessage),
    initializer: [...writer.constants.map(constantTensor), ...(external?.headers ?? [])],
    input: graph.inputs.map(({ name, value }) => valueMessage(name, typeOf(graph, value))),
    output: graph.outputs.map(({ name, value, doc }) => valueMessage(name, typeOf(graph, value), doc)),
    valueInfo: writer.types.map(([name, type]) => valueMessage(name, type)),
  });
  const file = modelFile(model, message, stored);
  if (file.size > largestMessage) return [tooLarge(options.file, file.size)];
  return { model: file, weights: external?.file };
}

function tooLarge(file: string, size: number): Diagnostic {
  const message = `${file} would have ${size} bytes, but protocol buffers hold ${largestMessage}`;
  const help = "give the weights a file of their own with `--external`";
  return error("CNN0603", message, [{ span: { file, start: 0, end: 0 }, text: "" }], help);
}

/** The version of the file format that the first release with the operator set had. */
function irVersionOf(opset: number): number {
  const since = [
    [24, 12],
    [23, 11],
    [21, 10],
    [19, 9],
    [15, 8],
  ] as const;
  return since.find(([version]) => opset >= version)?.[1] ?? 7;
}

class GraphWriter {
  readonly nodes: BlockNode[] = [];
  readonly constants: WrittenConstant[] = [];
  /** Types of the layers' results. */
  readonly types: (readonly [OnnxValue, TensorType])[] = [];
  private readonly names = new UniqueNames();
  private readonly values = new Map<ValueId, OnnxValue>();
  private readonly problems: Diagnostic[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly operators: ReadonlyMap<string, OperatorDefinition>,
    private readonly options: OnnxExportOptions,
  ) {}

  write(): readonly Diagnostic[] {
    const { graph } = this;
    for (const { name, value } of graph.inputs) this.values.set(value, this.names.take(name));
    // An output's value has the output's name, so that no later layer may take it.
    for (const { name } of graph.outputs) this.names.take(name);
    for (const { path, value } of graph.weights) this.values.set(value, this.names.take(path));
    for (const node of graph.nodes) this.layer(node);
    for (const { name, value } of graph.outputs) {
      const source = this.values.get(value) ?? "";
      // An output that is an input, or another output too.
      if (source !== name) this.push(identityNode(this.names.take(`${name}/Identity`), source, name), []);
    }
    return this.problems;
  }

  outputNames(): ReadonlySet<OnnxValue> {
    return new Set(this.graph.outputs.map(({ name }) => name));
  }

  private layer(node: Node): void {
    const [result = -1] = node.results;
    const { path, blocks, span } = node.origin;
    const inputs = node.inputs.map((value) => ({
      value: this.values.get(value) ?? "",
      type: typeOf(this.graph, value),
    }));
    const definition = this.operators.get(node.op);
    if (definition === undefined) throw new Error(`there is no operator ${node.op}`);
    if (definition.traits.inferenceIdentity && definition.onnx instanceof NoOnnx) {
      this.values.set(result, inputs[0]?.value ?? "");
      return;
    }
    const { onnx } = definition;
    const layer = new LayerWriter(this.options.opset, path, this.names);
    const written =
      onnx instanceof NoOnnx ? new Problem("CNN0603", onnx.why) : onnx.export(layer, node.attributes, inputs);
    if (written instanceof Problem) {
      const labels = span === undefined ? [] : [{ span, text: "this layer" }];
      this.problems.push(
        error(
          written.code,
          `${path}: ${node.op} cannot be exported: ${written.message}`,
          labels,
          written.help,
        ),
      );
      this.values.set(result, path);
      return;
    }
    const outputName = this.graph.outputs.find(({ value }) => value === result)?.name;
    const name = this.names.take(path);
    const valueName = outputName ?? name;
    const renamed = (value: OnnxValue): OnnxValue => (value === written ? valueName : value);
    for (const part of layer.nodes) {
      if (part.outputs[0] === written) part.name = name;
      part.outputs = part.outputs.map(renamed);
      part.inputs = part.inputs.map(renamed);
      this.push(part, blocks);
    }
    for (const constant of layer.constants)
      this.constants.push({ ...constant, name: renamed(constant.name) });
    this.values.set(result, valueName);
    if (outputName === undefined) this.types.push([valueName, typeOf(this.graph, result)]);
  }

  private push(node: BlockNode["node"], blocks: BlockNode["blocks"]): void {
    this.nodes.push({ node, blocks });
  }
}

function identityNode(name: string, from: OnnxValue, to: OnnxValue): BlockNode["node"] {
  return { name, opType: "Identity", domain: "", inputs: [from], outputs: [to], attributes: {} };
}
