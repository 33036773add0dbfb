import type { Tensor } from "../../src/ops/definition.js";
import { evaluateScalar, type Scalar } from "../../src/ir/scalar.js";
import type { Operation } from "../../src/program/program.js";
import { broadcastView, elementsOf, type BufferId, type View } from "../../src/program/view.js";
import { evaluateKernel } from "./kernels.js";

/** Buffers on which calls are executed, in float64; what has not been written is NaN. */
export class Memory {
  private readonly buffers: Float64Array[] = [];

  allocate(elements: number): BufferId {
    return this.buffers.push(new Float64Array(elements).fill(Number.NaN)) - 1;
  }

  read(view: View): Tensor {
    const buffer = this.bufferOf(view);
    return { shape: view.shape, data: Float64Array.from(offsetsOf(view), (offset) => buffer[offset] ?? NaN) };
  }

  write(view: View, data: ArrayLike<number>): void {
    const buffer = this.bufferOf(view);
    offsetsOf(view).forEach((offset, index) => (buffer[offset] = data[index] ?? NaN));
  }

  /** How many elements of the view's buffer have been written. */
  written(view: View): number {
    return this.bufferOf(view).filter((element) => !Number.isNaN(element)).length;
  }

  execute(operation: Operation): void {
    switch (operation.kind) {
      case "constant":
        this.write(operation.output, operation.data);
        return;
      case "copy":
        sameExtents(operation.input, operation.output);
        this.write(operation.output, this.read(operation.input).data);
        return;
      case "map":
        this.write(operation.output, this.elements(operation, operation.output));
        return;
      case "reduce": {
        const { inputs, output, reduction } = operation;
        const [input = output] = inputs;
        const largest = reduction === "max";
        const share = reduction === "mean" ? elementsOf(output) / elementsOf(input) : 1;
        this.write(output, new Float64Array(elementsOf(output)).fill(largest ? -Infinity : 0));
        const buffer = this.bufferOf(output);
        const targets = offsetsOf(broadcastView(output, input.shape));
        this.elements(operation, input).forEach((value, index) => {
          const target = targets[index] ?? NaN;
          const before = buffer[target] ?? NaN;
          buffer[target] = largest ? Math.max(before, value) : before + value * share;
        });
        return;
      }
      case "conv":
      case "convInputGradient":
      case "convWeightGradient":
      case "matmul":
      case "pool":
      case "maxPoolGradient":
      case "averagePoolGradient": {
        const result = evaluateKernel(operation, (view) => this.read(view));
        this.write(operation.output, result.data);
        return;
      }
      case "read":
      case "pad":
      case "transformWeight":
      case "transformInput":
      case "transformOutput":
        throw new Error(`no operator has a ${operation.kind}`);
    }
  }

  /** What an expression gives for the elements of its inputs, all of which have the extents of `view`. */
  private elements(
    { expression, inputs }: { readonly expression: Scalar; readonly inputs: readonly View[] },
    view: View,
  ): Float64Array {
    for (const each of inputs) sameExtents(each, view);
    const operands = inputs.map((each) => this.read(each).data);
    return Float64Array.from({ length: elementsOf(view) }, (_, index) =>
      evaluateScalar(
        expression,
        operands.map((data) => data[index] ?? NaN),
      ),
    );
  }

  private bufferOf(view: View): Float64Array {
    const buffer = this.buffers[view.buffer];
    if (buffer === undefined) throw new Error(`buffer ${view.buffer} does not exist`);
    return buffer;
  }
}

function sameExtents(a: View, b: View): void {
  if (a.shape.join() !== b.shape.join()) throw new Error(`[${a.shape.join()}] is not [${b.shape.join()}]`);
}

function offsetsOf({ offset, shape, strides }: View): number[] {
  return shape.reduce<number[]>(
    (offsets, extent, axis) =>
      offsets.flatMap((start) =>
        Array.from({ length: extent }, (_, index) => start + index * (strides[axis] ?? 0)),
      ),
    [offset],
  );
}
