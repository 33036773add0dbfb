import type { Graph, Node, ValueId } from "../../ir/graph.js";
import { joiners } from "../regions.js";

/** A part of a network as its data flows, whatever the paths say: an operator, or what joins branches. */
export type Knot =
  | { readonly kind: "layer"; readonly node: Node }
  | { readonly kind: "split"; readonly parts: readonly Node[] }
  | {
      readonly kind: "join";
      readonly nodes: readonly Node[];
      readonly operands: readonly ValueId[];
      readonly branches: readonly (readonly Knot[])[];
    }
  | {
      readonly kind: "residual";
      readonly node: Node;
      readonly operands: readonly [main: ValueId, shortcut: ValueId];
      readonly main: readonly Knot[];
      readonly shortcut: readonly Knot[] | undefined;
    };

/** The largest branch, in nodes. What is longer is named instead of nested. */
const longestBranch = 64;
/** The same for branches that do not begin at one value. */
const longestStray = 12;
/** A shortcut of more nodes is a branch of an `add`. */
const longestShortcut = 6;

const enlarging: readonly string[] = ["conv_transpose", "upsample", "pixel_shuffle"];

export function nodesOf(knot: Knot): readonly Node[] {
  switch (knot.kind) {
    case "layer":
      return [knot.node];
    case "split":
      return knot.parts;
    case "join":
      return [...knot.branches.flat().flatMap(nodesOf), ...knot.nodes];
    case "residual":
      return [...[...knot.main, ...(knot.shortcut ?? [])].flatMap(nodesOf), knot.node];
  }
}

/** The network as a sequence: before each join, what only that join needs is its branches. */
export function nest(graph: Graph): readonly Knot[] {
  return new Nesting(graph).knots();
}

class Nesting {
  private readonly users = new Map<ValueId, Node[]>();
  /** Outputs and taps, which stay where they can be named. */
  private readonly kept: ReadonlySet<ValueId>;
  private readonly weights: ReadonlySet<ValueId>;
  private readonly placed = new Set<Node>();
  private found: Knot[] = [];

  constructor(private readonly graph: Graph) {
    this.kept = new Set([...graph.outputs, ...graph.taps].map(({ value }) => value));
    this.weights = new Set(graph.weights.map(({ value }) => value));
    for (const node of graph.nodes) {
      for (const value of node.inputs) this.usersOf(value).push(node);
    }
  }

  knots(): readonly Knot[] {
    for (const node of this.graph.nodes) {
      if (this.placed.has(node)) continue;
      const [operand] = node.inputs;
      if (node.op === "slice" && operand !== undefined) this.split(operand);
      else if (joiners.includes(node.op)) this.join(node);
      else this.found.push({ kind: "layer", node });
    }
    return this.found;
  }

  private usersOf(value: ValueId): Node[] {
    const known = this.users.get(value) ?? [];
    this.users.set(value, known);
    return known;
  }

  /** All slices of a value, which take it apart together. */
  private split(operand: ValueId): void {
    const start = (node: Node): number => Number(node.attributes.start);
    const parts = this.usersOf(operand)
      .filter(({ op }) => op === "slice")
      .sort((a, b) => start(a) - start(b));
    for (const part of parts) this.placed.add(part);
    this.found.push({ kind: "split", parts });
  }

  private join(node: Node): void {
    const operands = node.inputs;
    const branches = operands.map((operand, index) => this.branch(node, operand, index));
    if (!this.areWorthNesting(branches, operands)) {
      const empty = operands.map(() => []);
      this.found.push({ kind: "join", nodes: [node], operands, branches: empty });
      return;
    }
    const taken = new Set(branches.flat());
    this.found = this.found.filter((knot) => !taken.has(knot));
    this.found.push(this.residual(node, branches) ?? this.flat(node, branches));
  }

  private areWorthNesting(branches: readonly (readonly Knot[])[], operands: readonly ValueId[]): boolean {
    const starts = branches.map((branch, index) =>
      branch.length > 0 ? this.entering(branch) : [operands[index] ?? 0],
    );
    const isFork = new Set(starts.flat()).size === 1;
    const passes = branches.some((branch) => branch.length === 0);
    return branches.every((branch) => {
      const nodes = branch.flatMap(nodesOf);
      if (passes && nodes.length > 1 && nodes.some(({ op }) => enlarging.includes(op))) return false;
      return nodes.length <= (isFork ? longestBranch : longestStray);
    });
  }

  /** What nothing needs but one operand of a join. */
  private branch(join: Node, operand: ValueId, index: number): readonly Knot[] {
    const others = join.inputs.filter((_, other) => other !== index);
    const inside = new Set<Node>();
    const branch: Knot[] = [];
    for (const knot of this.found.toReversed()) {
      const own = new Set(nodesOf(knot));
      const uses = [...own].flatMap(({ results }) =>
        results.flatMap((value) => this.usersOf(value).map((user) => ({ value, user }))),
      );
      const leaving = uses.filter(({ user }) => !own.has(user));
      const stays = leaving.every(({ value, user }) =>
        user === join ? value === operand && !others.includes(value) : inside.has(user),
      );
      const isKept = [...own].some(({ results }) => results.some((value) => this.kept.has(value)));
      if (leaving.length === 0 || !stays || isKept) continue;
      for (const node of own) inside.add(node);
      branch.unshift(knot);
    }
    return branch;
  }

  private residual(node: Node, branches: readonly (readonly Knot[])[]): Knot | undefined {
    const [left = 0, right = 0] = node.inputs;
    const [ofLeft = [], ofRight = []] = branches;
    if (node.op !== "add" || left === right) return undefined;
    const sizes = [ofLeft, ofRight].map((branch) => branch.flatMap(nodesOf).length);
    const [leftSize = 0, rightSize = 0] = sizes;
    const isSwapped = rightSize > leftSize;
    const [main, short] = isSwapped ? [ofRight, ofLeft] : [ofLeft, ofRight];
    const operands = isSwapped ? ([right, left] as const) : ([left, right] as const);
    const [entered, ...more] = this.entering(main);
    if (entered === undefined || more.length > 0 || leftSize === rightSize) return undefined;
    if (short.length === 0) {
      return entered === operands[1]
        ? { kind: "residual", node, operands, main, shortcut: undefined }
        : undefined;
    }
    const starts = this.entering(short);
    const isShort = Math.min(...sizes) <= longestShortcut && starts.length === 1 && starts[0] === entered;
    return isShort ? { kind: "residual", node, operands, main, shortcut: short } : undefined;
  }

  /** A join, of which the first branch is no join of its own where that means the same. */
  private flat(node: Node, branches: readonly (readonly Knot[])[]): Knot {
    const [first = [], ...others] = branches;
    const [inner] = first;
    const joinsAgain = inner?.kind === "join" && first.length === 1 && inner.nodes[0]?.op === node.op;
    if (joinsAgain && node.op !== "concat") {
      const operands = [...inner.operands, ...node.inputs.slice(1)];
      return {
        kind: "join",
        nodes: [...inner.nodes, node],
        operands,
        branches: [...inner.branches, ...others],
      };
    }
    return { kind: "join", nodes: [node], operands: node.inputs, branches };
  }

  /** Values that knots use and do not make. */
  private entering(knots: readonly Knot[]): readonly ValueId[] {
    const nodes = knots.flatMap(nodesOf);
    const made = new Set(nodes.flatMap(({ results }) => results));
    const used = nodes.flatMap(({ inputs }) => inputs.filter((value) => !this.weights.has(value)));
    return [...new Set(used.filter((value) => !made.has(value)))];
  }
}
