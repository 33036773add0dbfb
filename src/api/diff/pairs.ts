import { diffArrays } from "diff";
import { producersOf } from "../../ir/dependence.js";
import { sameShape, typeOf, type Graph, type Node, type Shape, type ValueId } from "../../ir/graph.js";
import { operatorNamed } from "../../ir/operator.js";
import { usesOf } from "../../ir/rewrite.js";
import { operators } from "../../ops/index.js";
import { inferenceLayers } from "./layers.js";

/** Paths of a layer: in the first network, and in the second. */
export type LayerPair = readonly [first: string, second: string];

/** Which layers of two networks correspond. */
export interface LayerPairs {
  /** What says so. */
  readonly by: "path" | "place";
  /** In the order of the first network. */
  readonly pairs: readonly LayerPair[];
}

/**
 * Layers correspond by their paths. Where the networks name them otherwise, so that less than half of the smaller one's
 * layers have their path in the other, they correspond by their places.
 */
export function layerPairs(first: Graph, second: Graph): LayerPairs {
  const [a, b] = [inferenceLayers(first), inferenceLayers(second)];
  const common = [...a.keys()].filter((path) => b.has(path));
  if (2 * common.length >= Math.min(a.size, b.size)) {
    return { by: "path", pairs: common.map((path) => [path, path]) };
  }
  return { by: "place", pairs: pairsByPlace(layersInFlow(first), layersInFlow(second)) };
}

interface Layer {
  readonly path: string;
  readonly op: string;
  readonly shape: Shape;
  /** Whether its scale and shift a channel are a layer of their own, as those of a convolution are in its batch norm. */
  readonly isScaledNext: boolean;
  /** The operator before it, of which it is the scale and shift. */
  readonly scales: string | undefined;
}

/**
 * The longest list of layers that both networks have one after another, of equal operators and shapes. A convolution
 * with its batch norm folded stands for the batch norm.
 */
function pairsByPlace(first: readonly Layer[], second: readonly Layer[]): readonly LayerPair[] {
  const pairs: LayerPair[] = [];
  let [at, atSecond] = [0, 0];
  for (const { added, removed, count } of diffArrays([...first], [...second], { comparator: areAlike })) {
    if (!added && !removed) {
      for (let index = 0; index < count; index += 1) {
        const [mine, theirs] = [first[at + index], second[atSecond + index]];
        if (mine !== undefined && theirs !== undefined) pairs.push([mine.path, theirs.path]);
      }
    }
    if (!added) at += count;
    if (!removed) atSecond += count;
  }
  return pairs;
}

function areAlike(a: Layer, b: Layer): boolean {
  if (!sameShape(a.shape, b.shape)) return false;
  if (a.op === b.op) return a.isScaledNext === b.isScaledNext;
  return (a.scales === b.op && !b.isScaledNext) || (b.scales === a.op && !a.isScaledNext);
}

/** Layers in the order in which values flow to the outputs, whatever the order of the file is. */
function layersInFlow(graph: Graph): readonly Layer[] {
  const shown = inferenceLayers(graph);
  const producers = producersOf(graph);
  const uses = usesOf(graph);
  const traits = ({ op }: Node) => operatorNamed(operators, op).traits;
  const scaledBy = (node: Node): Node | undefined => {
    const [result = -1] = node.results;
    const [next, ...others] = uses.get(result) ?? [];
    const isScale = next?.inputs[0] === result && traits(next).elementwise?.channelAffine !== undefined;
    return traits(node).contraction !== undefined && isScale && others.length === 0 ? next : undefined;
  };
  return nodesInFlow(graph, producers).flatMap((node) => {
    const { path } = node.origin;
    const [result = -1] = node.results;
    if (shown.get(path)?.value !== result || traits(node).inferenceIdentity) return [];
    const before = producers.get(node.inputs[0] ?? -1);
    const scales = before !== undefined && scaledBy(before) === node ? before.op : undefined;
    const { shape } = typeOf(graph, result);
    return [{ path, op: node.op, shape, isScaledNext: scaledBy(node) !== undefined, scales }];
  });
}

/** What the outputs need, operands before their node: one after another, those that may change places longest way first. */
function nodesInFlow(graph: Graph, producers: ReadonlyMap<ValueId, Node>): readonly Node[] {
  const depths = new Map<ValueId, number>();
  const depth = (value: ValueId): number => depths.get(value) ?? 0;
  for (const { inputs, results } of graph.nodes) {
    const deepest = inputs.reduce((most, value) => Math.max(most, depth(value)), 0);
    for (const value of results) depths.set(value, deepest + 1);
  }
  const operands = ({ op, inputs }: Node): readonly ValueId[] =>
    operatorNamed(operators, op).traits.commutative ? inputs.toSorted((a, b) => depth(b) - depth(a)) : inputs;
  const ordered = new Set<Node>();
  // A node is met twice: before its operands, and after them.
  const open = graph.outputs
    .toReversed()
    .map(({ value }) => ({ node: producers.get(value), isReady: false }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, isReady } = next;
    if (node === undefined || ordered.has(node)) continue;
    if (isReady) ordered.add(node);
    else {
      open.push({ node, isReady: true });
      for (const value of operands(node).toReversed()) {
        open.push({ node: producers.get(value), isReady: false });
      }
    }
  }
  return [...ordered];
}
