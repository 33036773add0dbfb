import { typeOf, type Graph, type Input, type ValueId } from "../ir/graph.js";
import type * as Ast from "../syntax/ast.js";
import * as make from "./make.js";
import type { Names } from "./names.js";
import { pictureOf } from "./pictures.js";
import type { Region } from "./regions.js";
import type { Surroundings } from "./surroundings.js";
import { Unwritable } from "./unwritable.js";

/** The statements of a body as data flows through them: the line that is open, and what it gives. */
export class Flow {
  protected readonly statements: Ast.Statement[] = [];
  protected line: Ast.Element[] = [];
  /** What flows before the line, and now. */
  private before: ValueId | undefined;
  protected current: ValueId | undefined;
  private base = "";

  constructor(
    protected readonly definition: Surroundings,
    protected readonly names: Names,
    protected readonly entering: ValueId | undefined,
  ) {
    this.current = entering;
    this.before = entering;
  }

  /** Begins a line with the value that flows, if it is among those that are used, or else with the first of them. */
  protected enterFor(used: readonly ValueId[]): ValueId | undefined {
    const [first] = used;
    const value = this.current !== undefined && used.includes(this.current) ? this.current : first;
    if (value !== undefined) this.enter(value, false);
    return value ?? this.current;
  }

  /** Makes a value flow; `continues` where a layer may stand behind the one that made it. */
  protected enter(value: ValueId, continues: boolean): void {
    if (value === this.current && continues && this.line.length > 0) return;
    this.close();
    this.before = this.current;
    if (value !== this.current) this.line.push(this.start(value));
    this.current = value;
  }

  /** The start of a chain. */
  protected start(value: ValueId): Ast.Element {
    const start = value === this.entering ? make.entering() : make.layer(this.named(value));
    return this.annotated(start, value);
  }

  protected named(value: ValueId | undefined): string {
    if (value === undefined) throw new Unwritable("a layer lacks an operand");
    return this.names.of(value) ?? this.definition.want(value);
  }

  /** What flows after an element, and what it may be called after. */
  protected give(value: ValueId, base: string): void {
    this.line.push(...this.line.splice(-1).map((last) => this.annotated(last, value)));
    this.current = value;
    this.base = base;
  }

  private annotated(element: Ast.Element, value: ValueId): Ast.Element {
    const { annotated, graph } = this.definition.context;
    return annotated ? { ...element, shape: make.shape(extentsOf(graph, value)) } : element;
  }

  /** Gives a name to what flows, where somebody wants one and no output or tap has given it. */
  protected settle(): void {
    const { current } = this;
    if (current === undefined || this.line.length === 0) return;
    if (!this.definition.isWanted(current) || this.names.of(current) !== undefined) return;
    const name = this.names.fresh(this.base);
    this.names.set(current, name);
    this.statements.push(make.binding([name], make.chain(this.line)));
    this.line = [];
  }

  protected takeApart(values: readonly ValueId[], base: string): void {
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

  protected close(): void {
    if (this.line.length > 0) this.statements.push(make.chain(this.line));
    this.line = [];
  }

  /** The inputs that stand behind the nodes before `index`. */
  protected inputs(region: Region, index: number): void {
    for (const input of this.definition.inputsDue(region, index)) {
      this.close();
      this.statements.push(inputOf(input, this.definition.context.graph));
      this.names.set(input.value, input.name);
      if (!input.training) this.current = input.value;
    }
  }

  /** The outputs and taps that are due once the nodes before `index` are there. */
  protected ports(region: Region, index: number): void {
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
