import type { Node } from "../ir/graph.js";
import { input, inputsIn, substitute } from "../ir/scalar.js";
import type { Operation, OperationOf } from "../program/program.js";
import { broadcastView, channelView, reshapeView, type View } from "../program/view.js";

/**
 * Gives a node's epilogue to its last operation: contractions and elementwise operations take it in, after any other
 * an elementwise operation works on the result in place.
 */
export function attachEpilogue(
  operations: readonly Operation[],
  node: Node,
  operands: readonly View[],
  outputs: readonly View[],
): readonly Operation[] {
  const { epilogue } = node;
  const [result] = outputs;
  const last = operations.at(-1);
  if (epilogue === undefined || result === undefined) return operations;
  const { expression } = epilogue;
  const aligned = operands.map((view, index) =>
    epilogue.operands[index] === "channel"
      ? channelView(view, result.shape)
      : broadcastView(view, result.shape),
  );
  const before = operations.slice(0, -1);
  if (last?.kind === "conv" || last?.kind === "convInputGradient" || last?.kind === "matmul") {
    const { shape } = last.output;
    const reshaped = aligned.flatMap((view) => reshapeView(view, shape) ?? []);
    if (reshaped.length === aligned.length) {
      return [...before, { ...last, epilogue: { expression, operands: reshaped } }];
    }
  }
  if (last?.kind === "map") {
    const shifted = aligned.map((_, index) => input(last.inputs.length + index));
    const composed = substitute(expression, [last.expression, ...shifted]);
    return [...before, compact({ ...last, expression: composed, inputs: [...last.inputs, ...aligned] })];
  }
  return [...operations, { kind: "map", expression, inputs: [result, ...aligned], output: result }];
}

/** The same elementwise operation without inputs that its expression does not read, and with equal ones passed once. */
function compact(operation: OperationOf<"map">): Operation {
  const used = inputsIn(operation.expression);
  const inputs: View[] = [];
  const replacements = operation.inputs.map((view, index) => {
    if (!used.has(index)) return input(0);
    const known = inputs.findIndex((other) => sameView(other, view));
    return input(known < 0 ? inputs.push(view) - 1 : known);
  });
  return { ...operation, expression: substitute(operation.expression, replacements), inputs };
}

function sameView(a: View, b: View): boolean {
  return (
    a.buffer === b.buffer &&
    a.offset === b.offset &&
    a.shape.join() === b.shape.join() &&
    a.strides.join() === b.strides.join()
  );
}
