import { input } from "../../../ir/scalar.js";
import type { Call, Operation, OperationKind, OperationOf } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import { isInRuns } from "../contraction.js";
import type { Sharing } from "../tiles.js";
import type { Kernel } from "./kernel.js";
import { convKernel } from "./kernels/conv.js";
import { depthwiseKernel } from "./kernels/depthwise.js";
import { directKernel } from "./kernels/direct.js";
import { elementwiseKernel } from "./kernels/elementwise.js";
import { filterKernel, tileKernel, untileKernel } from "./kernels/minimal.js";
import { padKernel } from "./kernels/pad.js";
import { isPointwise, pointwiseKernel } from "./kernels/pointwise.js";
import { poolKernel } from "./kernels/pool.js";
import { productKernel } from "./kernels/product.js";
import { reduceKernel } from "./kernels/reduce.js";
import { runsKernel } from "./kernels/runs.js";
import { stepsKernel } from "./kernels/steps.js";
import type { Tile } from "./kernels/tile.js";

/** Elements of the buffer that a view is in. */
export type CapacityOf = (view: View) => number;

/** What brings numbers to the device instead of computing there. */
const upload = "upload";
/** What only training or other targets' demands make. */
const none = "none";

type Lowering<K extends OperationKind> =
  | typeof upload
  | typeof none
  | ((operation: OperationOf<K>, capacityOf: CapacityOf, sharing: Sharing) => Kernel);

/** The tile of kernels whose invocations share no terms. */
function alone({ pixels, vectors, width }: Tile): Tile {
  return { pixels, vectors, width };
}

const table: { readonly [K in OperationKind]: Lowering<K> } = {
  read: upload,
  constant: upload,
  conv: (operation, _, { tile, inSteps }) => {
    const { algorithm, window } = operation;
    switch (algorithm?.kind) {
      case "direct":
        if (isInRuns(operation)) return runsKernel(operation, alone(tile));
        if (inSteps === true) return stepsKernel(operation, tile);
        return isPointwise(window) ? pointwiseKernel(operation, tile) : convKernel(operation, tile);
      case "depthwise":
        return depthwiseKernel(operation, algorithm.pixels);
      case "winograd":
      case "strassen":
      case undefined:
        return directKernel(operation);
    }
  },
  convInputGradient: (operation, _, { tile }) =>
    operation.algorithm === undefined ? directKernel(operation) : convKernel(operation, alone(tile)),
  matmul: (operation, _, { terms }) => productKernel(operation, terms),
  pool: (operation, capacityOf) => poolKernel(operation, capacityOf(operation.output)),
  map: ({ expression, inputs, output }, capacityOf) =>
    elementwiseKernel("elementwise", expression, inputs, output, capacityOf(output)),
  reduce: (operation) => reduceKernel(operation),
  copy: ({ input: from, output }, capacityOf) =>
    elementwiseKernel("copy", input(0), [from], output, capacityOf(output)),
  pad: (operation) => padKernel(operation),
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

/** Whether the kernel for the call depends on how work is shared out. */
export function isShared(call: Operation): boolean {
  const isContraction = call.kind === "conv" || call.kind === "convInputGradient";
  return call.kind === "matmul" || (isContraction && call.algorithm?.kind === "direct");
}

/** The kernel for a call that computes. */
export function lowerCall<K extends OperationKind>(
  operation: OperationOf<K>,
  capacityOf: CapacityOf,
  sharing: Sharing,
): Kernel {
  const lowering = table[operation.kind];
  if (typeof lowering === "string") throw new Error(`there is no kernel for a ${operation.kind}`);
  return lowering(operation, capacityOf, sharing);
}
