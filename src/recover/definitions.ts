import type { Input, Node, Output, Tap, ValueId } from "../ir/graph.js";
import type * as Ast from "../syntax/ast.js";
import { BodyWriter } from "./bodies.js";
import * as make from "./make.js";
import { Names } from "./names.js";
import type { Instance, Region } from "./regions.js";
import { keyOf } from "./rewrite.js";
import { regionsOf } from "./sharing.js";
import { localOf, type Called, type Context, type Surroundings } from "./surroundings.js";
import { Unwritable } from "./unwritable.js";
import type { Usage } from "./usage.js";

interface Due<T> {
  readonly port: T;
  /** Number of nodes that are before it. */
  readonly at: number;
}

/** Writes one instance as a block, or the model. */
export class DefinitionWriter implements Surroundings {
  /** Values that something names. A body is written again until all of them have names where they are made. */
  private readonly wanted = new Set<ValueId>();
  private readonly calls = new Map<Instance, Called>();
  private readonly taps: readonly Due<Tap>[];
  private readonly outputs: readonly Due<Output>[];
  private readonly inputs: readonly Due<Input>[];
  /** Inputs, outputs and taps that have been. */
  private readonly written = new Set<object>();
  private readonly regions: readonly Region[];
  /** The outermost region of each scope. */
  private readonly scopes: ReadonlyMap<string, Region>;
  /** Shared layers that are applied here and in what is called from here. */
  private readonly homes: readonly string[];

  constructor(
    readonly context: Context,
    private readonly instance: Instance,
    /** What the paths of its weights begin with. */
    private readonly weights: string,
    /** Shared layers that are declared around it. */
    private readonly outerHomes: readonly string[],
  ) {
    const { graph, usage } = context;
    this.taps = inOrder(graph.taps, usage);
    this.outputs = inOrder(graph.outputs, usage);
    this.regions = regionsOf(instance.region);
    this.scopes = new Map(this.regions.toReversed().map((region) => [region.scope, region]));
    this.homes = homesIn(instance, weights, context);
    this.inputs = graph.inputs.map((port) => ({ port, at: usage.nodesBefore(port.value) }));
  }

  /** The model's definition. */
  model(): Ast.Definition {
    const { name, doc } = this.context.graph;
    const body = this.settled(() => this.body([], undefined, undefined));
    return make.definition({ kind: "model", name, parameters: [], body, doc });
  }

  /** The block of this instance, kept under what it says. */
  block(): Called {
    const { usage, blocks } = this.context;
    const { region, block, doc } = this.instance;
    const [entering, ...tensors] = usage.entering(region);
    const results = usage.leaving(region, this.tappedOutside(region.scope));
    const homes = this.outerHomes;
    const names = tensors.map((_, index) => (tensors.length === 1 ? "skip_1" : `skip_${index + 1}`));
    const parameters = [
      ...names.map((name) => make.parameter(name, "tensor")),
      ...homes.map((home) => make.parameter(localOf(home), "layer")),
    ];
    const [only] = results;
    const leaving = results.length === 1 ? only : undefined;
    const body = this.settled(() => this.body(tensors, entering, leaving, results));
    const definition = make.definition({ kind: "block", name: block, parameters, body, doc });
    const key = keyOf(definition);
    const known = blocks.get(key) ?? { mark: `${block}#${blocks.size}`, definition };
    blocks.set(key, known);
    return { callee: known.mark, entering, tensors, homes, results };
  }

  /** Writes again until nothing wants a name that it has not. */
  private settled(write: () => Ast.Body): Ast.Body {
    for (;;) {
      const { size } = this.wanted;
      const body = write();
      if (this.wanted.size === size) return body;
    }
  }

  private body(
    tensors: readonly ValueId[],
    entering: ValueId | undefined,
    leaving: ValueId | undefined,
    results: readonly ValueId[] = [],
  ): Ast.Body {
    this.written.clear();
    const names = new Names((name) => this.context.isReserved(name));
    tensors.forEach((value, index) => {
      names.set(value, `skip_${index + 1}`);
    });
    for (const home of this.outerHomes) names.take(localOf(home));
    const body = new BodyWriter(this, names, entering).write(this.instance.region, leaving);
    if (results.length < 2) return body;
    const chains = results.map((value) => make.chain([make.layer(names.of(value) ?? this.want(value))]));
    return make.body([...body.statements, make.results(chains)]);
  }

  want(value: ValueId): string {
    this.wanted.add(value);
    return "unnamed";
  }

  isWanted(value: ValueId): boolean {
    return this.wanted.has(value);
  }

  call(instance: Instance): Called {
    const known = this.calls.get(instance);
    if (known) return known;
    const { context } = this;
    const own = this.weights + instance.path.slice(this.prefix.length);
    const shared = context.sharing.homeOf(instance, own);
    const weights = `${shared ?? own}.`;
    const outer = homesIn(instance, weights, context).filter(
      (home) => home !== shared && !home.startsWith(weights),
    );
    const called = new DefinitionWriter(context, instance, weights, outer).block();
    const written = shared === undefined ? called : { ...called, callee: localOf(shared) };
    if (shared !== undefined) this.agree(shared, called.callee);
    this.calls.set(instance, written);
    return written;
  }

  /** Notes the block at a home, which must be the same for all applications. */
  private agree(home: string, callee: string): void {
    const { sharedBlocks } = this.context;
    if ((sharedBlocks.get(home) ?? callee) !== callee) {
      throw new Unwritable(`applications of ${home} differ in more than their input`);
    }
    sharedBlocks.set(home, callee);
  }

  homeOf(node: Node): string | undefined {
    const weights = this.context.sharing.weightsAt(node);
    const own = this.weights + node.origin.path.slice(this.prefix.length);
    return weights === own ? undefined : weights;
  }

  sharesOf(region: Region, names: Names): readonly Ast.Share[] {
    if (this.scopes.get(region.scope) !== region) return [];
    const scope = this.weights + region.scope.slice(this.prefix.length);
    return this.homes
      .filter((home) => home === scope + localOf(home))
      .map((home) => {
        names.take(localOf(home));
        return make.share(localOf(home), this.sharedLayer(home));
      });
  }

  /** An operator, or the block that is found by writing what is called from here. */
  private sharedLayer(home: string): Ast.Expression {
    for (const item of this.regions.flatMap(({ items }) => items)) {
      if (item.kind === "call") this.call(item.instance);
    }
    const block = this.context.sharedBlocks.get(home);
    return block === undefined ? this.context.sharing.layerAt(home) : make.reference(block);
  }

  tappedOutside(scope: string): ReadonlySet<ValueId> {
    const outside = this.context.graph.taps.filter(({ name }) => !name.startsWith(scope));
    return new Set(outside.map(({ value }) => value));
  }

  inputsDue(region: Region, index: number): readonly Input[] {
    const isModel = this.instance.path === "" && region === this.instance.region;
    return isModel ? this.due(this.inputs, index) : [];
  }

  outputsDue(region: Region, index: number): readonly Output[] {
    const isModel = this.instance.path === "" && region === this.instance.region;
    return isModel ? this.due(this.outputs, index) : [];
  }

  tapsDue({ scope }: Region, index: number): readonly Tap[] {
    const own = this.taps.filter(({ port: { name } }) => name === scope + localOf(name));
    return this.due(own, index).map((tap) => ({ ...tap, name: localOf(tap.name) }));
  }

  private due<T extends object>(ports: readonly Due<T>[], index: number): readonly T[] {
    const due = ports
      .filter(({ port, at }) => at <= index && !this.written.has(port))
      .map(({ port }) => port);
    for (const port of due) this.written.add(port);
    return due;
  }

  private get prefix(): string {
    return this.instance.path === "" ? "" : `${this.instance.path}.`;
  }
}

/** Homes of shared layers that an instance, or a block that it calls, applies; those that blocks declare are left out. */
function homesIn(instance: Instance, weights: string, context: Context): readonly string[] {
  const prefix = instance.path === "" ? "" : `${instance.path}.`;
  const homes = regionsOf(instance.region).flatMap(({ items }) =>
    items.flatMap((item): readonly string[] => {
      if (item.kind === "layer") {
        const home = context.sharing.weightsAt(item.node);
        return home === undefined || home === weights + item.node.origin.path.slice(prefix.length)
          ? []
          : [home];
      }
      if (item.kind !== "call") return [];
      const own = weights + item.instance.path.slice(prefix.length);
      const shared = context.sharing.homeOf(item.instance, own);
      const inner = `${shared ?? own}.`;
      const outer = homesIn(item.instance, inner, context).filter((home) => !home.startsWith(inner));
      return shared === undefined ? outer : [shared, ...outer];
    }),
  );
  return [...new Set(homes)];
}

/** Ports with the number of nodes that must be before each, so that they come in their order. */
function inOrder<T extends { readonly value: ValueId }>(
  ports: readonly T[],
  usage: Usage,
): readonly Due<T>[] {
  let at = 0;
  return ports.map((port) => {
    at = Math.max(at, usage.madeAt(port.value) + 1);
    return { port, at };
  });
}
