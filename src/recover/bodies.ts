import { typeOf, type Node, type ValueId } from "../ir/graph.js";
import { operatorNamed } from "../ir/operator.js";
import type * as Ast from "../syntax/ast.js";
import { argumentsOf, parametersOf } from "./arguments.js";
import { Flow } from "./flow.js";
import { repeated } from "./loops.js";
import * as make from "./make.js";
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
import { localOf } from "./surroundings.js";
import { Unwritable } from "./unwritable.js";

/**
 * Writes one body: a line goes on while each layer takes the value before it, and a value that is used again later gets
 * a name.
 */
export class BodyWriter extends Flow {
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
}

/** The path of a layer where it was, which stands behind its number. */
function originOf({ origin: { path } }: Node): string {
  return path.slice(path.indexOf(".") + 1);
}

function lastOf({ items }: Region): ValueId | undefined {
  const last = items.at(-1);
  return last && "result" in last ? last.result : undefined;
}
