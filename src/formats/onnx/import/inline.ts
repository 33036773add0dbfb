import type { BlockInstance } from "../../../ir/graph.js";
import { operatorSets } from "./operator-sets.js";
import { malformed, quoted, unsupported } from "./refusal.js";
import { attributesOf, sourceNode, type SourceNode } from "./nodes.js";
import type { AttributeProto, FunctionProto, ModelProto, NodeProto } from "../onnx_pb.js";

/** A node outside any function, with the operator set that it is of and the calls that it comes from, outermost first. */
export interface InlinedNode extends SourceNode {
  readonly opset: number;
  readonly calls: readonly BlockInstance[];
}

/** Nodes that all calls may become together; the largest networks of the zoo have a few thousand. */
const nodeLimit = 100_000;

/** Calls inside each other; blocks of a network are a few deep. */
const callDepth = 64;

/** The nodes of a model's graph in their order, with calls of the model's functions replaced by what these are. */
export function inlinedNodes(model: ModelProto): readonly InlinedNode[] {
  const functions = new Map(model.functions.map((one) => [keyOf(one.domain, one.name, ""), one]));
  const nodes: InlinedNode[] = [];
  let calls = 0;

  const visit = (
    body: readonly NodeProto[],
    opset: number,
    around: readonly { readonly called: FunctionProto; readonly instance: BlockInstance }[],
    inherited: readonly AttributeProto[],
    rename: (value: string) => string,
  ): void => {
    for (const node of body) {
      const own = { input: node.input.map(rename), output: node.output.map(rename) };
      const called = functions.get(keyOf(node.domain, node.opType, ""));
      if (called === undefined) {
        const source = sourceNode({ ...node, ...own }, inherited);
        nodes.push({ ...source, opset, calls: around.map(({ instance }) => instance) });
      } else {
        calls += 1;
        if (around.some((outer) => outer.called === called))
          malformed(`function ${quoted(called.name)} calls itself`);
        if (around.length === callDepth) unsupported(`its functions call each other ${callDepth} deep`);
        const instance = {
          block: called.name,
          path: node.name === "" ? `${called.name}${calls}` : node.name,
        };
        const given = [...attributesOf(node, inherited), ...standardsOf(called, node)];
        const inner = [...around, { called, instance }];
        visit(called.node, opsetOf(called, opset), inner, given, localNames(called, own, calls));
      }
      if (nodes.length + calls > nodeLimit) unsupported(`its functions become more than ${nodeLimit} nodes`);
    }
  };
  visit(model.graph?.node ?? [], operatorSets(model), [], [], (value) => value);
  return nodes;
}

function keyOf(domain: string, name: string, overload: string): string {
  return JSON.stringify([domain, name, overload]);
}

/** The function's defaults of the attributes that the call leaves out. */
function standardsOf(called: FunctionProto, node: NodeProto): readonly AttributeProto[] {
  return called.attributeProto.filter(({ name }) => !node.attribute.some((given) => given.name === name));
}

function opsetOf(called: FunctionProto, outer: number): number {
  const own = called.opsetImport.find(({ domain }) => domain === "" || domain === "ai.onnx");
  return own === undefined ? outer : Number(own.version);
}

/** Values inside a call: formal names are the call's, others get the call's number. */
function localNames(
  called: FunctionProto,
  call: { readonly input: readonly string[]; readonly output: readonly string[] },
  number: number,
): (value: string) => string {
  const names = new Map<string, string>();
  called.input.forEach((formal, index) => names.set(formal, call.input[index] ?? ""));
  called.output.forEach((formal, index) => {
    const actual = call.output[index] ?? "";
    if (actual !== "") names.set(formal, actual);
  });
  return (value) => (value === "" ? "" : (names.get(value) ?? `${value}\u0000${number}`));
}
