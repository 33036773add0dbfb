import { typeOf, type Graph, type Input, type Node, type ValueId } from "../ir/graph.js";
import { operatorNamed } from "../ir/operator.js";
import type * as Ast from "../syntax/ast.js";
import { argumentsOf, parametersOf } from "./arguments.js";
import { repeated } from "./loops.js";
import * as make from "./make.js";
import type { Names } from "./names.js";
import { pictureOf } from "./pictures.js";
import type {
  CallItem,
  Item,
  JoinItem,
  LayerItem,
  LoopItem,
  Region,
  ResidualItem,
  SplitItem,
} from "./regions.js";
import { localOf, type Surroundings } from "./surroundings.js";
import { Unwritable } from "./unwritable.js";

/**
 * Writes one body: a line goes on while each layer takes the value before it, and a value that is used again later gets
 * a name.
 */
export class BodyWriter {
  private readonly statements: Ast.Statement[] = [];
  private line: Ast.Element[] = [];
  /** What flows before the line, and now. */
  private before: ValueId | undefined;
  private current: ValueId | undefined;
  private base = "";

  constructor(
    private readonly definition: Surroundings,
    private readonly names: Names,
    private readonly entering: ValueId | undefined,
  ) {
    this.current = entering;
    this.before = entering;
  }

  /** The body of a region that gives `leaving`. */
  write(region: Region, leaving: ValueId | undefined): Ast.Body {
    const { definition, entering } = this;
    this.inputs(region, region.from);
    this.statements.push(...definition.sharesOf(region, this.names));
    if (entering !== undefined && definition.isWanted(entering) && this.names.of(entering) === undefined) {
      const name = this.names.fresh("entered");
      this.names.set(entering, name);
      this.statements.push(make.binding([name], make.chain([make.entering()])));
    }
    this.ports(region, region.from);
    for (const item of region.items) {
      this.item(item, region);
      this.ports(region, item.to);
      this.settle();
      this.inputs(region, item.to);
      if (item.kind !== "layer" && item.kind !== "call") this.close();
    }
    this.close();
    if (leaving !== undefined && this.current !== leaving) {
      this.statements.push(make.chain([this.start(leaving)]));
    }
    return make.body(this.statements);
  }

  /** A body inside this one. */
  private inner(
    region: Region,
    entering: ValueId | undefined,
    leaving: ValueId | undefined,
    names = this.names,
  ): Ast.Body {
    return new BodyWriter(this.definition, names.inner(), entering).write(region, leaving);
  }

  private item(item: Item, region: Region): void {
    switch (item.kind) {
      case "layer":
        this.layer(item);
        break;
      case "split":
        this.split(item);
        break;
      case "call":
        this.call(item);
        break;
      case "join":
        this.join(item);
        break;
      case "residual":
        this.residual(item);
        break;
      case "loop":
        this.loop(item, region);
        break;
    }
  }

  private layer({ name, node, result }: LayerItem): void {
    const { definition } = this;
    const { usage, operators, annotated } = definition.context;
    const operator = operatorNamed(operators, node.op);
    if (operator.syntax.kind !== "call") throw new Unwritable(`${node.op} cannot be called`);
    const [input, ...tensors] = usage.operandsOf(node);
    if (input === undefined) throw new Unwritable(`${node.op} has no input`);
    const { traits } = operator;
    const isTail =
      traits.elementwise !== undefined ||
      traits.inferenceIdentity ||
      (usage.weightsOf(node).length > 0 && traits.contraction === undefined);
    this.enter(input, isTail);
    const targets = parametersOf(operator).filter(({ type }) => type.kind === "tensor");
    const values = [
      ...targets.map((parameter, index) => {
        return { parameter, value: make.reference(this.named(tensors[index])) };
      }),
      ...argumentsOf(operator, node.attributes, typeOf(usage.graph, input), annotated),
    ];
    const home = definition.homeOf(node);
    const fixed = home === undefined ? [] : definition.context.sharing.argumentsOf(home);
    const open = values.filter(
      ({ parameter }) => !fixed.some((given) => given.name?.text === parameter.name),
    );
    const given = open.map(({ parameter, value }) => {
      const isRequired = parameter.default === undefined && parameter.like === undefined;
      const isPositional = home === undefined && isRequired && !annotated;
      return make.argument(value, isPositional ? undefined : parameter.name);
    });
    const callee = home === undefined ? node.op : localOf(home);
    this.line.push(make.layer(callee, given, annotated ? originOf(node) : name));
    this.give(result, name);
  }

  private split({ name, parts }: SplitItem): void {
    const { usage } = this.definition.context;
    const [first] = parts;
    const [input] = first ? usage.operandsOf(first) : [];
    if (input === undefined) throw new Unwritable("a split has no input");
    let end = 0;
    const extents = parts.map(({ attributes, inputs: [from] }) => {
      if (from !== input || attributes.axis !== 1 || attributes.start !== end) {
        throw new Unwritable(`${name} does not take its input apart along the channels`);
      }
      const start = end;
      end = Number(attributes.end);
      return end - start;
    });
    if (end !== typeOf(usage.graph, input).shape[1]) throw new Unwritable(`${name} leaves channels out`);
    this.enter(input, false);
    const sizes = make.collection(
      "list",
      extents.map((extent) => make.number(extent)),
    );
    this.line.push(make.layer("split", [make.argument(sizes)], name));
    this.takeApart(
      parts.flatMap(({ results }) => results),
      name,
    );
  }

  private call({ name, instance }: CallItem): void {
    const { definition } = this;
    const called = definition.call(instance);
    if (called.entering !== undefined) this.enter(called.entering, false);
    const tensors = called.tensors.map((value) => make.argument(make.reference(this.named(value))));
    const layers = called.homes.map((home) => make.argument(make.reference(localOf(home)), localOf(home)));
    this.line.push(make.layer(called.callee, [...tensors, ...layers], name));
    const [result] = called.results;
    if (result !== undefined && called.results.length === 1) this.give(result, name);
    else this.takeApart(called.results, name);
  }

  private join({ name, joiner, operands, branches, result }: JoinItem): void {
    const used = branches.flatMap(({ region }) => this.definition.context.usage.entering(region));
    const { usage } = this.definition.context;
    const from = branches[0]?.region.from ?? 0;
    const entered = this.enterFor([...used, ...operands.filter((value) => usage.madeAt(value) < from)]);
    const written = branches.map(({ label, region }, index) => {
      const operand = operands[index];
      const isPassed = region.items.length === 0 && operand === entered;
      const passed = make.body([make.chain([make.entering()])]);
      return make.branch(label, isPassed ? passed : this.inner(region, entered, operand));
    });
    this.line.push(make.join(joiner, written, name));
    this.give(result, name);
  }

  private residual({ name, operands: [main, short], main: body, shortcut, result }: ResidualItem): void {
    const { usage } = this.definition.context;
    const stretches = shortcut ? [shortcut, body] : [];
    const used = stretches.flatMap((region) => usage.entering(region));
    const passed = [main, short].filter((value) => usage.madeAt(value) < body.from);
    const entered = shortcut ? this.enterFor([...used, ...passed]) : this.enterFor([short]);
    const aside = shortcut && this.inner(shortcut, entered, short);
    this.line.push(make.residual(this.inner(body, entered, main), aside, name));
    this.give(result, name);
  }

  private loop({ iterations }: LoopItem, around: Region): void {
    const { definition } = this;
    const { usage } = definition.context;
    const regions = [...iterations];
    const first = regions[0]?.[1] ?? around;
    const names = this.names.inner();
    const counter = ["i", "j", "k", "n"].find((name) => !names.isTaken(name)) ?? names.fresh("index");
    names.take(counter);
    let flowing = this.enterFor(usage.entering(first));
    const bodies = new Map<number, Ast.Body>();
    for (const [index, region] of regions) {
      const leaving = usage.leaving(region, definition.tappedOutside(region.scope));
      const [result = lastOf(region)] = leaving;
      if (leaving.length > 1) throw new Unwritable(`an iteration at ${region.scope} gives several values`);
      bodies.set(index, this.inner(region, flowing, result, names));
      flowing = result ?? flowing;
    }
    this.line.push(...repeated(bodies, counter));
    if (flowing !== undefined) this.give(flowing, "repeated");
  }

  /** Begins a line with the value that flows, if it is among those that are used, or else with the first of them. */
  private enterFor(used: readonly ValueId[]): ValueId | undefined {
    const [first] = used;
    const value = this.current !== undefined && used.includes(this.current) ? this.current : first;
    if (value !== undefined) this.enter(value, false);
    return value ?? this.current;
  }

  /** Makes a value flow; `continues` where a layer may stand behind the one that made it. */
  private enter(value: ValueId, continues: boolean): void {
    if (value === this.current && continues && this.line.length > 0) return;
    this.close();
    this.before = this.current;
    if (value !== this.current) this.line.push(this.start(value));
    this.current = value;
  }

  /** The start of a chain. */
  private start(value: ValueId): Ast.Element {
    const start = value === this.entering ? make.entering() : make.layer(this.named(value));
    return this.annotated(start, value);
  }

  private named(value: ValueId | undefined): string {
    if (value === undefined) throw new Unwritable("a layer lacks an operand");
    return this.names.of(value) ?? this.definition.want(value);
  }

  /** What flows after an element, and what it may be called after. */
  private give(value: ValueId, base: string): void {
    this.line.push(...this.line.splice(-1).map((last) => this.annotated(last, value)));
    this.current = value;
    this.base = base;
  }

  private annotated(element: Ast.Element, value: ValueId): Ast.Element {
    const { annotated, graph } = this.definition.context;
    return annotated ? { ...element, shape: make.shape(extentsOf(graph, value)) } : element;
  }

  /** Gives a name to what flows, where somebody wants one and no output or tap has given it. */
  private settle(): void {
    const { current } = this;
    if (current === undefined || this.line.length === 0) return;
    if (!this.definition.isWanted(current) || this.names.of(current) !== undefined) return;
    const name = this.names.fresh(this.base);
    this.names.set(current, name);
    this.statements.push(make.binding([name], make.chain(this.line)));
    this.line = [];
  }

  private takeApart(values: readonly ValueId[], base: string): void {
    const names = values.map((value, index) => {
      const name = this.names.fresh(`${base}_${index + 1}`);
      this.names.set(value, name);
      return name;
    });
    const made = make.chain(this.line);
    this.statements.push(names.length === 0 ? made : make.binding(names, made));
    this.line = [];
    this.current = undefined;
  }

  private close(): void {
    if (this.line.length > 0) this.statements.push(make.chain(this.line));
    this.line = [];
  }

  /** The inputs that stand behind the nodes before `index`. */
  private inputs(region: Region, index: number): void {
    for (const input of this.definition.inputsDue(region, index)) {
      this.close();
      this.statements.push(inputOf(input, this.definition.context.graph));
      this.names.set(input.value, input.name);
      if (!input.training) this.current = input.value;
    }
  }

  /** The outputs and taps that are due once the nodes before `index` are there. */
  private ports(region: Region, index: number): void {
    for (const { name, value, doc } of this.definition.tapsDue(region, index)) {
      this.port(value, name, (label, made) => make.tap(label, made, doc));
      this.current = this.names.of(value) === name ? this.current : value;
    }
    for (const { name, value, doc, labels, role } of this.definition.outputsDue(region, index)) {
      const training = role.kind === "training";
      const flowing = this.line.length > 0 && this.current === value ? this.before : this.current;
      this.port(value, name, (label, chain) => make.output({ name: label, chain, training, doc, labels }));
      if (training) this.current = flowing;
    }
  }

  /** A statement that marks a value: around the open line, if that makes it, or for the name that it has. */
  private port(
    value: ValueId,
    name: string,
    statement: (name: string, chain: Ast.Chain | undefined) => Ast.Statement,
  ): void {
    if (this.line.length > 0 && this.current === value && this.names.of(value) === undefined) {
      this.statements.push(statement(name, make.chain(this.line)));
      this.names.set(value, name);
      this.line = [];
      return;
    }
    this.close();
    const known = this.names.of(value);
    const chain = known === name ? undefined : make.chain([this.start(value)]);
    this.statements.push(statement(name, chain));
    if (chain) this.current = value;
  }
}

/** The path of a layer where it was, which stands behind its number. */
function originOf({ origin: { path } }: Node): string {
  return path.slice(path.indexOf(".") + 1);
}

function extentsOf(graph: Graph, value: ValueId): readonly number[] {
  return typeOf(graph, value).shape.slice(1).map(Number);
}

function inputOf({ name, value, training, picture }: Input, graph: Graph): Ast.Input {
  const { dtype } = typeOf(graph, value);
  const extents = extentsOf(graph, value);
  return make.input({
    ...{ name, training, classes: dtype === "i32" },
    shape: extents.length === 0 ? undefined : make.shape(extents),
    picture: picture && pictureOf(picture),
  });
}

function lastOf({ items }: Region): ValueId | undefined {
  const last = items.at(-1);
  return last && "result" in last ? last.result : undefined;
}
