import { create } from "@bufbuild/protobuf";
import type { BlockInstance } from "../../ir/graph.js";
import type { OnnxValue } from "../../ops/definition.js";
import { nodeMessage } from "./messages.js";
import { FunctionProtoSchema, type FunctionProto } from "./onnx_pb.js";
import { UniqueNames, type WrittenNode } from "./writer.js";

/** A node with the block instances around it, outermost first. */
export interface BlockNode {
  readonly node: WrittenNode;
  readonly blocks: readonly BlockInstance[];
}

const domain = "cnnc";

/**
 * Block instances as calls of local functions (ONNX functions of the model), nested as the blocks are. Instances of one
 * block that differ in nothing but the names of values share a function; weights and constants are among its inputs.
 */
export function functionsOfBlocks(
  nodes: readonly BlockNode[],
  outputs: ReadonlySet<OnnxValue>,
  opset: number,
): { readonly nodes: readonly WrittenNode[]; readonly functions: readonly FunctionProto[] } {
  const names = new UniqueNames();
  // The nodes of an instance may lie in several runs.
  const calls = new UniqueNames();
  const functions = new Map<string, FunctionProto>();

  const define = (
    block: string,
    body: readonly WrittenNode[],
    inputs: readonly string[],
    results: readonly string[],
  ) => {
    const local = localNames(body, inputs, results);
    const renamed = body.map((node) => ({
      ...node,
      name: local.name(node.name),
      inputs: node.inputs.map(local.value),
      outputs: node.outputs.map(local.value),
    }));
    const key = JSON.stringify([block, inputs.length, results.map(local.value), renamed]);
    const known = functions.get(key);
    if (known !== undefined) return known.name;
    const name = names.take(block);
    functions.set(
      key,
      create(FunctionProtoSchema, {
        ...{ name, domain },
        input: inputs.map(local.value),
        output: results.map(local.value),
        node: renamed.map(nodeMessage),
        opsetImport: [
          { domain: "", version: BigInt(opset) },
          { domain, version: 1n },
        ],
      }),
    );
    return name;
  };

  const group = (run: readonly BlockNode[], depth: number, needed: ReadonlySet<OnnxValue>): WrittenNode[] => {
    const runs = runsOf(run, depth);
    const usedAfter = runs.map(() => needed);
    let used = needed;
    for (let index = runs.length - 1; index >= 0; index -= 1) {
      usedAfter[index] = used;
      used = new Set([...used, ...(runs[index] ?? []).flatMap(({ node }) => node.inputs)]);
    }
    return runs.flatMap((part, index) => {
      const instance = part[0]?.blocks[depth];
      if (instance === undefined) return part.map(({ node }) => node);
      const own = new Set(part.flatMap(({ node }) => node.outputs));
      const body = group(part, depth + 1, usedAfter[index] ?? needed);
      const inputs = [...new Set(body.flatMap((node) => node.inputs))].filter(
        (value) => value !== "" && !own.has(value),
      );
      const results = [...own].filter((value) => usedAfter[index]?.has(value));
      const opType = define(instance.block, body, inputs, results);
      const name = calls.take(instance.path);
      return [{ name, opType, domain, inputs, outputs: results, attributes: {} }];
    });
  };

  const top = group(nodes, 0, outputs);
  return { nodes: top, functions: [...functions.values()] };
}

/** Neighbours of one instance at a depth; nodes outside any are runs of their own. */
function runsOf(nodes: readonly BlockNode[], depth: number): readonly (readonly BlockNode[])[] {
  const runs: BlockNode[][] = [];
  for (const node of nodes) {
    const last = runs.at(-1);
    const path = node.blocks[depth]?.path;
    if (last !== undefined && path !== undefined && last[0]?.blocks[depth]?.path === path) last.push(node);
    else runs.push([node]);
  }
  return runs;
}

/** Names inside a function: `in1`, … for inputs, `out1`, … for results, and numbered operators between. */
function localNames(body: readonly WrittenNode[], inputs: readonly string[], results: readonly string[]) {
  const values = new Map(inputs.map((value, index) => [value, `in${index + 1}`]));
  results.forEach((value, index) => {
    if (!values.has(value)) values.set(value, `out${index + 1}`);
  });
  const names = new Map<string, string>();
  body.forEach(({ name, opType, outputs }, index) => {
    const local = `${opType}_${index + 1}`;
    names.set(name, local);
    outputs.forEach((value, result) => {
      if (!values.has(value)) values.set(value, result === 0 ? local : `${local}_${result + 1}`);
    });
  });
  return {
    value: (value: string): string => values.get(value) ?? value,
    name: (name: string): string => names.get(name) ?? name,
  };
}
