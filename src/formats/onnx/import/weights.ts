import {
  typeOf,
  type Graph,
  type Node,
  type TensorType,
  type ValueId,
  type Weight,
} from "../../../ir/graph.js";
import { operatorNamed } from "../../../ir/operator.js";
import type { OperatorDefinition } from "../../../ops/definition.js";
import type { Known } from "./known.js";

/**
 * Weights under the paths of the layers that have them. Layers that have all of their weights in common share them; any
 * other weight that several have is stored for each, since exporters store equal tensors once. What is no layer's weight
 * keeps the name that it has in the file.
 */
export function nameWeights(
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  data: ReadonlyMap<string, Known>,
): { readonly graph: Graph; readonly weights: ReadonlyMap<string, Known> } {
  const naming = new Naming(graph, data);
  const nodes = graph.nodes.map((node) => naming.node(node, operatorNamed(operators, node.op)));
  return {
    graph: { ...graph, nodes, values: naming.values, weights: naming.weights },
    weights: naming.numbers,
  };
}

class Naming {
  readonly weights: Weight[] = [];
  readonly numbers = new Map<string, Known>();
  readonly values: TensorType[];
  private readonly stored: ReadonlyMap<ValueId, Weight>;
  /** Values of the weights of the layers so far, as a list that others may have in common, and what stands for them. */
  private readonly layers = new Map<string, readonly ValueId[]>();
  private readonly named = new Set<ValueId>();

  constructor(
    private readonly graph: Graph,
    private readonly data: ReadonlyMap<string, Known>,
  ) {
    this.values = [...graph.values];
    this.stored = new Map(graph.weights.map((weight) => [weight.value, weight]));
  }

  node(node: Node, definition: OperatorDefinition): Node {
    const [first] = node.inputs;
    const slots = first === undefined ? [] : definition.weights(node.attributes, typeOf(this.graph, first));
    const split = node.inputs.length - slots.length;
    const [operands, own] = [node.inputs.slice(0, split), node.inputs.slice(split)];
    for (const value of operands) this.operand(value);
    const key = own.join();
    const known = this.layers.get(key);
    if (own.length === 0 || known !== undefined) return { ...node, inputs: [...operands, ...(known ?? [])] };
    const named = own.map((value, index): ValueId => {
      const weight = this.stored.get(value);
      const slot = slots[index];
      if (weight === undefined || slot === undefined) return value;
      const { initialiser, trainable } = slot;
      const { origin } = node;
      return this.add({ ...weight, initialiser, trainable, origin }, `${origin.path}.${slot.name}`);
    });
    this.layers.set(key, named);
    return { ...node, inputs: [...operands, ...named] };
  }

  private operand(value: ValueId): void {
    const weight = this.stored.get(value);
    if (weight !== undefined && !this.named.has(value)) this.add(weight, weight.path);
  }

  /** The value of the weight, another one where its own has a name already. */
  private add(weight: Weight, path: string): ValueId {
    let name = path;
    for (let count = 2; this.numbers.has(name); count += 1) name = `${path}_${count}`;
    const isFirst = !this.named.has(weight.value);
    const value = isFirst ? weight.value : this.values.push(typeOf(this.graph, weight.value)) - 1;
    this.named.add(value);
    this.weights.push({ ...weight, path: name, value });
    const known = this.data.get(weight.path);
    if (known !== undefined) this.numbers.set(name, known);
    return value;
  }
}
