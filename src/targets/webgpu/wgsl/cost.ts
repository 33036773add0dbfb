import { lanes } from "../vectors.js";
import type { Kernel, KernelOperand } from "./kernel.js";
import type { KernelWork } from "./work.js";

/** What a dispatch asks of a GPU. */
export interface DispatchCost extends KernelWork {
  /** Bytes of what it reads and writes, each once. */
  readonly bytes: number;
  /** Of a workgroup. */
  readonly invocations: number;
  /** Bytes of memory that a workgroup shares. */
  readonly shared: number;
}

const float32Bytes = 4;
const halfBytes = 2;

/** The cost of a kernel whose operands are kept in half precision, or not. What it works with is float32. */
export function costOf(
  { work, inputs, output, workgroup, constants, shared = 0 }: Kernel,
  isHalf: (operand: KernelOperand) => boolean,
): DispatchCost {
  const extent = (size: string): number => constants[size.slice(1)] ?? Number(size);
  const bytesOf = (operand: KernelOperand): number =>
    (isHalf(operand) ? halfBytes : float32Bytes) * numbersOf(operand);
  const read = inputs.reduce((sum, operand) => sum + bytesOf(operand), 0);
  const inFloat32 = inputs.reduce((sum, operand) => sum + float32Bytes * numbersOf(operand), 0);
  return {
    ...work,
    traffic: inFloat32 === 0 ? 0 : work.traffic * (read / inFloat32),
    bytes: read + bytesOf(output),
    invocations: workgroup.reduce((product, size) => product * extent(size), 1),
    shared: float32Bytes * shared,
  };
}

/** Elements that are read again and again, along axes with stride 0, count once. */
function numbersOf({ element, view: { shape, strides } }: KernelOperand): number {
  const elements = shape.reduce(
    (product, extent, axis) => (strides[axis] === 0 ? product : product * extent),
    1,
  );
  return (element === "vec4f" ? lanes : 1) * elements;
}
