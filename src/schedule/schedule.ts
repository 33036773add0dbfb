import { loadTimeValues } from "../ir/dependence.js";
import { typeOf, type Graph, type Node, type Origin, type Output, type ValueId } from "../ir/graph.js";
import type { OperatorDefinition } from "../ops/definition.js";
import { withViews } from "../program/operands.js";
import type { Call, Operation, Program, ProgramOutput, Space } from "../program/program.js";
import { isContiguous, rowMajorStrides, spanOf, wholeBuffer, type View } from "../program/view.js";
import type { Demands, Fitted } from "./demands.js";
import { attachEpilogue } from "./epilogue.js";
import { assignMemory, type Allocation } from "./memory.js";
import { computeInPlace } from "./in-place.js";
import { placeResults, type Slot } from "./place.js";

const constantOrigin: Origin = { path: "", blocks: [] };

/**
 * The schedule: every node's calls in the graph's order, layout operators as views where strides can say them,
 * operands of a concatenation computed straight into their place, and all operands as the kernels demand them. Inputs
 * and outputs are row-major. One pass computes `batch` samples.
 */
export function scheduleFor(
  demands: Demands,
  graph: Graph,
  operators: ReadonlyMap<string, OperatorDefinition>,
  batch: number,
): Program {
  return new Scheduler(graph, operators, batch, demands).program();
}

class Scheduler {
  private readonly buffers: Allocation[] = [];
  private readonly views = new Map<ValueId, View>();
  private readonly load: Call[] = [];
  private readonly run: Call[] = [];
  private readonly loadTime: ReadonlySet<ValueId>;
  private readonly slots: ReadonlyMap<ValueId, Slot>;
  /** Weights that no call has read yet, by the value they are. */
  private readonly unread: Map<ValueId, { readonly path: string; readonly origin: Origin }>;
  private readonly fit: (operation: Operation) => readonly Fitted[];

  constructor(
    private readonly graph: Graph,
    private readonly operators: ReadonlyMap<string, OperatorDefinition>,
    private readonly batch: number,
    private readonly demands: Demands,
  ) {
    this.fit = demands.fitter({
      allocate: (space, shape, strides) => this.allocate(space, shape, strides),
      spaceOf: (view) => this.bufferSpace(view),
      capacityOf: (view) => this.buffers[view.buffer]?.elements ?? 0,
    });
    this.loadTime = loadTimeValues(graph);
    this.slots = placeResults(graph, operators, this.loadTime);
    this.unread = new Map(graph.weights.map((weight) => [weight.value, weight]));
  }

  program(): Program {
    const { graph, batch } = this;
    const inputs = graph.inputs.map(({ name, value, picture }) => ({
      name,
      picture,
      batched: typeOf(graph, value).shape.includes("N"),
      view: this.inputView(value),
    }));
    for (const node of graph.nodes) this.node(node);
    const ports = (wanted: (output: Output) => boolean): readonly ProgramOutput[] =>
      graph.outputs.filter(wanted).map(({ name, value, doc, labels }) => {
        const batched = typeOf(graph, value).shape[0] === "N";
        return { name, doc, labels, batched, view: this.outputView(value) };
      });
    const apart = {
      outputs: ports(({ role }) => role.kind !== "tap"),
      taps: ports(({ role }) => role.kind === "tap"),
    };
    const move = computeInPlace({
      buffers: this.buffers,
      run: this.run,
      inputs: inputs.map(({ view }) => view.buffer),
      outputs: [...apart.outputs, ...apart.taps].map(({ view }) => view.buffer),
    });
    const moved = (port: ProgramOutput): ProgramOutput => ({ ...port, view: move(port.view) });
    const [outputs, taps] = [apart.outputs.map(moved), apart.taps.map(moved)];
    const run = this.run.map((call) => withViews(call, move));
    const weights = graph.weights.map(({ path, value }) => ({ path, shape: this.extents(value) }));
    const { buffers, memory } = assignMemory({
      buffers: this.buffers,
      load: this.load,
      run,
      inputs: inputs.map(({ view }) => view.buffer),
      outputs: [...outputs, ...taps].map(({ view }) => view.buffer),
    });
    const { name, doc } = graph;
    const ends = { inputs, outputs, taps, weights };
    return { name, doc, batch, buffers, ...ends, load: this.load, run, memory };
  }

  private node(node: Node): void {
    const definition = this.definition(node);
    const space = this.spaceOf(node.results[0] ?? -1);
    const emit = (operation: Operation): void => {
      for (const call of this.fit(operation)) {
        const part = this.bufferSpace(call.output) === "weights" ? this.load : this.run;
        part.push({ ...call, origin: node.origin });
      }
    };
    const own = node.inputs.length - (node.epilogue?.operands.length ?? 0);
    const inputs = node.inputs.map((value) => this.operand(value));
    const alias = this.aliasOf(node, definition, inputs[0]);
    if (alias !== undefined) {
      this.views.set(node.results[0] ?? -1, alias);
      return;
    }
    const outputs = node.results.map((value) => this.viewOf(value));
    const operations: Operation[] = [];
    definition.lower(node.attributes, inputs.slice(0, own), outputs, {
      emit: (operation) => operations.push(operation),
      temporary: (shape) => this.allocate(space, shape),
      constant: (shape, data) => {
        const output = this.allocate("weights", shape);
        this.load.push({ kind: "constant", data, output, origin: node.origin });
        return output;
      },
    });
    const needed = operations.filter((operation) => !isInPlace(operation));
    attachEpilogue(needed, node, inputs.slice(own), outputs).forEach(emit);
  }

  /** The result as a view of the input, for a layout operator without an epilogue whose input lives in the same space. */
  private aliasOf(node: Node, definition: OperatorDefinition, input: View | undefined): View | undefined {
    const [source] = node.inputs;
    const [result] = node.results;
    if (definition.alias === undefined || input === undefined || source === undefined || result === undefined)
      return;
    if (
      node.epilogue !== undefined ||
      this.slots.has(result) ||
      this.spaceOf(source) !== this.spaceOf(result)
    )
      return;
    return definition.alias(node.attributes, input, this.extents(result));
  }

  /** The view of a value that a call reads. A weight is brought from its file just before its first use. */
  private operand(value: ValueId): View {
    const view = this.viewOf(value);
    const weight = this.unread.get(value);
    if (weight !== undefined) {
      this.unread.delete(value);
      this.load.push({ kind: "read", path: weight.path, output: view, origin: weight.origin });
    }
    return view;
  }

  private viewOf(value: ValueId): View {
    const known = this.views.get(value);
    if (known !== undefined) return known;
    // The value may lie in a concatenation's result, that in another's, and so on, as deep as the network.
    const inside: Slot[] = [];
    let outer = value;
    for (let slot = this.slots.get(value); slot !== undefined; slot = this.slots.get(outer)) {
      inside.push(slot);
      outer = slot.node.results[0] ?? -1;
      if (this.views.has(outer)) break;
    }
    let view = this.views.get(outer) ?? this.allocate(this.spaceOf(outer), this.extents(outer));
    this.views.set(outer, view);
    for (const slot of inside.reverse()) {
      view = this.placed(slot, view);
      this.views.set(slot.node.inputs[slot.index] ?? -1, view);
    }
    return view;
  }

  /** The part of a concatenation's result that the slot is. */
  private placed({ node, index }: Slot, result: View): View {
    const { place } = this.definition(node);
    if (place === undefined) throw new Error(`${node.op} takes no results in place`);
    const shapes = node.inputs.map((input) => wholeBuffer(-1, this.extents(input)));
    return place(node.attributes, result, shapes, index);
  }

  /** An input as the caller gives it: row-major. */
  private inputView(value: ValueId): View {
    const shape = this.extents(value);
    const view = this.allocate("arena", shape, rowMajorStrides(shape));
    this.views.set(value, view);
    return view;
  }

  /** An output as the caller takes it: row-major in the arena. */
  private outputView(value: ValueId): View {
    const view = this.operand(value);
    if (this.spaceOf(value) === "arena" && isContiguous(view)) return view;
    const output = this.allocate("arena", view.shape, rowMajorStrides(view.shape));
    this.run.push({ kind: "copy", input: view, output, origin: constantOrigin });
    return output;
  }

  private allocate(
    space: Space,
    shape: readonly number[],
    strides: readonly number[] = this.demands.strides(space, shape),
  ): View {
    const buffer = this.buffers.push({ space, elements: spanOf({ shape, strides }) }) - 1;
    return { buffer, offset: 0, shape, strides };
  }

  private bufferSpace(view: View): Space {
    return this.buffers[view.buffer]?.space ?? "arena";
  }

  private extents(value: ValueId): readonly number[] {
    return typeOf(this.graph, value).shape.map((dim) => (dim === "N" ? this.batch : dim));
  }

  private spaceOf(value: ValueId): Space {
    return this.loadTime.has(value) ? "weights" : "arena";
  }

  private definition(node: Node): OperatorDefinition {
    const definition = this.operators.get(node.op);
    if (definition === undefined) throw new Error(`operator ${node.op} does not exist`);
    return definition;
  }
}

/** Whether an operation copies elements onto themselves: an operand that was computed in its place already. */
function isInPlace(operation: Operation): boolean {
  if (operation.kind !== "copy") return false;
  const { input, output } = operation;
  return (
    input.buffer === output.buffer &&
    input.offset === output.offset &&
    input.strides.every((stride, axis) => stride === output.strides[axis] || input.shape[axis] === 1)
  );
}
