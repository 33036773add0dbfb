import { error, type Diagnostic } from "../../../diagnostics/diagnostic.js";
import { Problem } from "../../../ir/operator.js";
import type { Dim, Graph, Shape, ValueId } from "../../../ir/graph.js";
import { operators } from "../../../ops/index.js";
import { WrongValue } from "../../../ops/read.js";
import type { ModelProto, TensorProto, ValueInfoProto } from "../onnx_pb.js";
import { readTensor, type ReadExternal } from "../tensor.js";
import { Context } from "./context.js";
import { Draft, type Flow } from "./draft.js";
import { folds } from "./fold.js";
import { inlinedNodes, type InlinedNode } from "./inline.js";
import type { Known } from "./known.js";
import { nameWeights } from "./weights.js";
import { improve } from "./patterns/improve.js";
import { LayerPaths } from "./paths.js";
import { granted, malformed, quoted, Refusal, unsupported } from "./refusal.js";
import { translations } from "./translations.js";

export interface ImportOptions {
  /** The name of the network. */
  readonly name: string;
  /** The model's file, for messages. */
  readonly file: string;
  /** Extents that take the place of those in the file, by input; the first is the batch. */
  readonly shapes?: ReadonlyMap<string, readonly number[]> | undefined;
  /** Inputs that are known before the network runs. */
  readonly known?: ReadonlyMap<string, Known> | undefined;
  /** Whether the first extent of each input is the batch, whatever number the file has there. */
  readonly batched: boolean;
  readonly external: ReadExternal;
}

/** A network from elsewhere. */
export interface Imported {
  readonly graph: Graph;
  /** By path. */
  readonly weights: ReadonlyMap<string, Known>;
  /** Nodes that the file has in their form for training, which the graph has not. */
  readonly training: readonly string[];
}

/** The graph of an ONNX model, or all that keeps it from being one. */
export function importOnnx(model: ModelProto, options: ImportOptions): Imported | readonly Diagnostic[] {
  const importer = new Importer(model, options);
  try {
    return importer.run();
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    const { code, message, help } = failure.problem;
    return [error(code, `${options.file}: ${message}`, [fileLabel(options.file)], help)];
  }
}

function fileLabel(file: string) {
  return { span: { file, start: 0, end: 0 }, text: "" };
}

/** Numbers of an output that depends on no input. */
const constantLimit = 2 ** 16;

class Importer {
  private readonly draft = new Draft(operators);
  /** Results that there are; what a node that cannot be imported would make is `undefined`. */
  private readonly flows = new Map<string, Flow | undefined>();
  private readonly initialisers: ReadonlyMap<string, TensorProto>;
  private readonly problems = new Map<string, { readonly problem: Problem; readonly places: string[] }>();
  private readonly training: string[] = [];
  private fixedBatch: number | undefined;

  constructor(
    private readonly model: ModelProto,
    private readonly options: ImportOptions,
  ) {
    this.initialisers = new Map(model.graph?.initializer.map((tensor) => [tensor.name, tensor]));
  }

  run(): Imported | readonly Diagnostic[] {
    const { graph } = this.model;
    if (graph === undefined) return malformed("it has no graph");
    if (graph.sparseInitializer.length > 0) unsupported("sparse initializers");
    const nodes = inlinedNodes(this.model);
    for (const input of graph.input)
      this.attempt(`input ${quoted(input.name)}`, () => {
        this.input(input);
      });
    const asked = new Set([
      ...nodes.flatMap(({ inputs }) => inputs),
      ...graph.output.map(({ name }) => name),
    ]);
    const paths = new LayerPaths();
    for (const node of nodes) this.node(node, asked, paths);
    if (graph.output.length === 0) malformed("its graph has no output");
    for (const { name } of graph.output)
      this.attempt(`output ${quoted(name)}`, () => {
        this.output(name);
      });
    if (this.problems.size > 0) return this.diagnostics();
    const draft = this.draft.finish(this.options.name, graph.docString);
    const improved = improve(draft, operators, this.draft.data);
    return { ...nameWeights(improved, operators, this.draft.data), training: this.training };
  }

  private input(info: ValueInfoProto): void {
    const { name, type } = info;
    if (this.initialisers.has(name) || this.flows.has(name)) return;
    const known = this.options.known?.get(name);
    if (known !== undefined) {
      this.flows.set(name, { kind: "known", tensor: known });
      return;
    }
    this.flows.set(name, undefined);
    if (type?.value.case !== "tensorType") unsupported("it is no tensor");
    const { elemType, shape } = type.value.value;
    if (elemType !== 1) unsupported(`it is of element type ${elemType}, and only float32 is`);
    const given = this.options.shapes?.get(name);
    const found = (shape ?? malformed("it has no shape")).dim.map(({ value }): number | undefined =>
      value.case === "dimValue" && value.value > 0n ? Number(value.value) : undefined,
    );
    if (given !== undefined && given.length !== found.length) {
      unsupported(`it has ${found.length} axes, and ${given.length} extents are given`);
    }
    const value = this.draft.builder.input(name, this.inputShape(given ?? found));
    this.flows.set(name, { kind: "value", value });
  }

  private inputShape(extents: readonly (number | undefined)[]): Shape {
    return extents.map((extent, axis): Dim => {
      if (axis === 0 && (this.options.batched || extent === undefined)) {
        if (this.options.batched && extent !== undefined && extent !== (this.fixedBatch ?? extent)) {
          const others = `that of an input before it ${this.fixedBatch ?? 1}`;
          unsupported(`its first extent is ${extent}, and ${others}; both would be the batch`);
        }
        this.fixedBatch ??= extent;
        return "N";
      }
      if (extent === undefined)
        unsupported(`its axis ${axis} has no extent`, "give one: --input name=1x3x224x224");
      return extent >= 1 && extent < 2 ** 31 ? extent : unsupported(`its axis ${axis} has extent ${extent}`);
    });
  }

  private output(name: string): void {
    const flow = this.flow(name);
    if (flow === undefined) return;
    this.draft.builder.output(name, flow.kind === "value" ? flow.value : this.constant(flow.tensor));
  }

  /** An output that depends on no input. */
  private constant({ shape, data, kind }: Known): ValueId {
    if (kind !== "float" || data.length > constantLimit) unsupported("it depends on no input");
    const origin = { path: "constant", blocks: [] };
    return this.draft.value(this.draft.apply("constant", { shape, data: [...data] }, [], origin), origin);
  }

  private flow(name: string): Flow | undefined {
    if (this.flows.has(name)) return this.flows.get(name);
    const tensor = this.initialisers.get(name) ?? malformed(`nothing makes the value ${quoted(name)}`);
    const flow: Flow = { kind: "known", tensor: this.tensor(tensor), name };
    this.flows.set(name, flow);
    return flow;
  }

  private tensor(tensor: TensorProto): Known {
    return granted(readTensor(tensor, this.options.external), "CNN0601");
  }

  private node(node: InlinedNode, asked: ReadonlySet<string>, paths: LayerPaths): void {
    const origin = paths.originOf(node);
    for (const name of node.outputs) {
      if (name !== "" && (this.flows.has(name) || this.initialisers.has(name))) {
        this.note(origin.path, new Problem("CNN0601", `the value ${quoted(name)} is made twice`));
      }
      if (name !== "" && node.inputs.includes(name)) {
        this.note(origin.path, new Problem("CNN0601", `the value ${quoted(name)} is made of itself`));
      }
      if (name !== "") this.flows.set(name, undefined);
    }
    this.attempt(placeOf(node, origin.path), () => {
      const translate = node.domain === "" ? translations.get(node.opType) : undefined;
      const fold = node.domain === "" ? folds.get(node.opType) : undefined;
      if (translate === undefined && fold === undefined) {
        const of = node.domain === "" ? "" : ` of domain ${quoted(node.domain)}`;
        unsupported(`there is no such operator${of} here`);
      }
      const inputs = node.inputs.map((name) => (name === "" ? undefined : { name, flow: this.flow(name) }));
      // Its operands are missing already.
      if (inputs.some((input) => input !== undefined && input.flow === undefined)) return;
      const flows = inputs.map((input) => input?.flow);
      while (flows.length > 0 && flows.at(-1) === undefined) flows.pop();
      const value = node.tensors.get("value");
      if (value !== undefined) flows.push({ kind: "known", tensor: this.tensor(value) });
      const used = node.outputs.findLastIndex((name) => asked.has(name)) + 1;
      const noteTraining = (): void => void this.training.push(origin.path);
      const context = new Context(node, flows, used, this.fixedBatch, this.draft, origin, noteTraining);
      const results = this.results(node, context, flows);
      node.outputs.forEach((name, index) => {
        const result = results[index];
        // Exporters store equal weights once, and tell their layers' by an Identity.
        const isCopy = node.opType === "Identity" && result?.kind === "known";
        const flow = isCopy ? { ...result, tensor: { ...result.tensor }, name } : result;
        if (name === "") return;
        if (flow === undefined && asked.has(name)) unsupported(`its result ${index + 1} is asked for`);
        this.flows.set(name, flow);
      });
    });
  }

  private results(
    node: InlinedNode,
    context: Context,
    flows: readonly (Flow | undefined)[],
  ): readonly Flow[] {
    const fold = folds.get(node.opType);
    const known = flows.flatMap((flow) => (flow?.kind === "known" ? [flow.tensor] : []));
    const isKnown = flows.every((flow) => flow?.kind !== "value") && known.length > 0;
    if (
      fold !== undefined &&
      isKnown &&
      known.some(({ kind }) => kind === "integer" || node.opType !== "Identity")
    ) {
      const { opset, attributes } = context;
      const inputs = flows.map((flow) => (flow?.kind === "known" ? flow.tensor : undefined));
      const tensor = fold({ opset, attributes, inputs });
      context.checkAttributes();
      return [{ kind: "known", tensor }];
    }
    const translate =
      translations.get(node.opType) ?? unsupported("its operands must be known before the network runs");
    const results = translate(context);
    context.checkAttributes();
    return results;
  }

  private attempt(place: string, work: () => void): void {
    try {
      work();
    } catch (failure) {
      if (failure instanceof Refusal) this.note(place, failure.problem);
      else if (failure instanceof WrongValue) this.note(place, new Problem("CNN0601", failure.message));
      else throw failure;
    }
  }

  private note(place: string, problem: Problem): void {
    const [kind = ""] = place.split(" ");
    const key = JSON.stringify([kind, problem.code, problem.message]);
    const known = this.problems.get(key);
    if (known === undefined) this.problems.set(key, { problem, places: [place] });
    else known.places.push(place);
  }

  private diagnostics(): readonly Diagnostic[] {
    return [...this.problems.values()].map(({ problem: { code, message, help }, places }) => {
      return error(code, `${places.join(", ")}: ${message}`, [fileLabel(this.options.file)], help);
    });
  }
}

/** `Conv "stage1/conv2"` */
function placeOf(node: InlinedNode, path: string): string {
  return `${node.opType} ${quoted(path)}`;
}
