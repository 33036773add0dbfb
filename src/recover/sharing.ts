import { typeOf, type Node, type ValueId } from "../ir/graph.js";
import { operatorNamed } from "../ir/operator.js";
import type { OperatorDefinition } from "../ops/definition.js";
import type * as Ast from "../syntax/ast.js";
import { argumentsOf } from "./arguments.js";
import * as make from "./make.js";
import type { Instance, Item, Region } from "./regions.js";
import { keyOf } from "./rewrite.js";
import type { Usage } from "./usage.js";

/**
 * Which layers share weights. A shared layer has its weights at a path that is not its own: its home, the path of the
 * name that declares it.
 */
export class Sharing {
  private readonly weightPaths: ReadonlyMap<ValueId, string>;
  private readonly applied = new Map<string, Node[]>();

  constructor(
    private readonly usage: Usage,
    private readonly operators: ReadonlyMap<string, OperatorDefinition>,
  ) {
    this.weightPaths = new Map(usage.graph.weights.map(({ value, path }) => [value, path]));
    for (const node of usage.graph.nodes) {
      const home = this.weightsAt(node);
      if (home !== undefined) this.applied.set(home, [...(this.applied.get(home) ?? []), node]);
    }
  }

  /** What the paths of a node's weights begin with. */
  weightsAt(node: Node): string | undefined {
    const [weight] = this.usage.weightsOf(node);
    const path = weight === undefined ? undefined : this.weightPaths.get(weight);
    return path?.slice(0, path.lastIndexOf("."));
  }

  /**
   * Where an instance keeps its weights, if that is not at its own path: the path of which its layers' weights are the
   * same part as the layers are of the instance.
   */
  homeOf(instance: Instance, own: string): string | undefined {
    for (const node of this.usage.nodes(instance.region)) {
      const weights = this.weightsAt(node);
      const inside = node.origin.path.slice(instance.path.length);
      if (!weights?.endsWith(inside)) continue;
      const home = weights.slice(0, -inside.length);
      return home === own ? undefined : home;
    }
    return undefined;
  }

  /** What all applications of a shared operator are given alike. */
  argumentsOf(home: string): readonly Ast.Argument[] {
    const [first, ...others] = (this.applied.get(home) ?? []).map((node) => this.givenTo(node));
    const all = (given: Ast.Argument): boolean =>
      others.every((other) => other.some((argument) => keyOf(argument) === keyOf(given)));
    return (first ?? []).filter(all);
  }

  /** The shared operator, with what all applications are given alike. */
  layerAt(home: string): Ast.Expression {
    return make.callOf(this.applied.get(home)?.[0]?.op ?? "identity", this.argumentsOf(home));
  }

  private givenTo(node: Node): readonly Ast.Argument[] {
    const [input = 0] = this.usage.operandsOf(node);
    const operator = operatorNamed(this.operators, node.op);
    return argumentsOf(operator, node.attributes, typeOf(this.usage.graph, input)).map(
      ({ parameter, value }) => make.argument(value, parameter.name),
    );
  }
}

/** All regions inside one definition, itself first; those of blocks that it calls are not among them. */
export function regionsOf(region: Region): readonly Region[] {
  return [region, ...region.items.flatMap(innerRegions).flatMap(regionsOf)];
}

function innerRegions(item: Item): readonly Region[] {
  switch (item.kind) {
    case "layer":
    case "split":
    case "call":
      return [];
    case "join":
      return item.branches.map(({ region }) => region);
    case "residual":
      return item.shortcut ? [item.main, item.shortcut] : [item.main];
    case "loop":
      return [...item.iterations.values()];
  }
}
