import { Names } from "../../emit/names.js";
import { inputsOf } from "../../program/operands.js";
import { bufferOf, type Call, type Program } from "../../program/program.js";
import { leadingZeros, placeBuffers } from "./memory.js";
import { mostGroups } from "./wgsl/kernel.js";
import { canCompute } from "./wgsl/lower.js";
import { Shader } from "./wgsl/shader.js";

/** Elements of the largest binding that WebGPU has by default: 128 MiB. */
export const bindingElements = 2 ** 27 / 4;

/** Storage buffers that a kernel may have by default. */
const mostBindings = 8;

/** What of a program WebGPU's default limits do not allow, call by call. */
export function beyondLimits(program: Program): readonly { readonly call: Call; readonly message: string }[] {
  const calls = [...program.load, ...program.run];
  const large = calls.flatMap((call) => {
    const views = [...inputsOf(call), call.output];
    const most = Math.max(...views.map(({ buffer }) => bufferOf(program, buffer).elements)) + leadingZeros;
    if (most <= bindingElements) return [];
    const message = `it would bind a buffer of ${4 * most} bytes; WebGPU has at most ${4 * bindingElements} by default`;
    return [{ call, message }];
  });
  if (large.length > 0) return large;
  const shader = new Shader(program, placeBuffers(program, bindingElements), new Names());
  return calls.flatMap((call) => {
    if (call.kind === "read" || call.kind === "constant") return [];
    if (!canCompute(call)) return [{ call, message: `WebGPU has no kernel for a ${call.kind} yet` }];
    const { buffers, groups } = shader.dispatchFor(call);
    if (buffers.length > mostBindings) {
      const message = `it would bind ${buffers.length} buffers; WebGPU has at most ${mostBindings} by default`;
      return [{ call, message }];
    }
    const most = Math.max(...groups);
    if (most <= mostGroups) return [];
    return [
      { call, message: `it would take ${most} workgroups a dimension; WebGPU has at most ${mostGroups}` },
    ];
  });
}
