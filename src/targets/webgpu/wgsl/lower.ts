import { input } from "../../../ir/scalar.js";
import type { Call, OperationKind, OperationOf } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import type { Kernel } from "./kernel.js";
import { convKernel } from "./kernels/conv.js";
import { depthwiseKernel } from "./kernels/depthwise.js";
import { directKernel } from "./kernels/direct.js";
import { elementwiseKernel } from "./kernels/elementwise.js";
import { filterKernel, tileKernel, untileKernel } from "./kernels/minimal.js";
import { poolKernel } from "./kernels/pool.js";
import { productKernel } from "./kernels/product.js";
import { reduceKernel } from "./kernels/reduce.js";

/** Elements of the buffer that a view is in. */
export type CapacityOf = (view: View) => number;

/** What brings numbers to the device instead of computing there. */
const upload = "upload";
/** What only training or other targets' demands make. */
const none = "none";

type Lowering<K extends OperationKind> =
  typeof upload | typeof none | ((operation: OperationOf<K>, capacityOf: CapacityOf) => Kernel);

const table: { readonly [K in OperationKind]: Lowering<K> } = {
  read: upload,
  constant: upload,
  conv: (operation) => {
    const { algorithm } = operation;
    switch (algorithm?.kind) {
      case "direct":
        return convKernel(operation, algorithm.tile);
      case "depthwise":
        return depthwiseKernel(operation, algorithm.pixels);
      case "winograd":
      case undefined:
        return directKernel(operation);
    }
  },
  convInputGradient: (operation) =>
    operation.algorithm?.kind === "direct"
      ? convKernel(operation, operation.algorithm.tile)
      : directKernel(operation),
  matmul: (operation) => productKernel(operation),
  pool: (operation, capacityOf) => poolKernel(operation, capacityOf(operation.output)),
  map: ({ expression, inputs, output }, capacityOf) =>
    elementwiseKernel("elementwise", expression, inputs, output, capacityOf(output)),
  reduce: (operation) => reduceKernel(operation),
  copy: ({ input: from, output }, capacityOf) =>
    elementwiseKernel("copy", input(0), [from], output, capacityOf(output)),
  pad: none,
  transformWeight: (operation) => filterKernel(operation),
  transformInput: (operation) => tileKernel(operation),
  transformOutput: (operation) => untileKernel(operation),
  convWeightGradient: none,
  maxPoolGradient: none,
  averagePoolGradient: none,
};

/** Whether there is a kernel for the call, or none is needed. */
export function canCompute({ kind }: Call): boolean {
  return table[kind] !== none;
}

/** The kernel for a call that computes. */
export function lowerCall<K extends OperationKind>(
  operation: OperationOf<K>,
  capacityOf: CapacityOf,
): Kernel {
  const lowering = table[operation.kind];
  if (typeof lowering === "string") throw new Error(`there is no kernel for a ${operation.kind}`);
  return lowering(operation, capacityOf);
}
