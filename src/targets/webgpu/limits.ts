import { Names } from "../../emit/names.js";
import { inputsOf } from "../../program/operands.js";
import type { Call, Program } from "../../program/program.js";
import { defaultLimits, type DeviceLimits } from "./device-limits.js";
import { leadingZeros, placeBuffers } from "./memory.js";
import { canCompute } from "./wgsl/lower.js";
import { Shader } from "./wgsl/shader.js";

/** What of a program a device with such limits does not do, call by call. */
export function beyondLimits(
  program: Program,
  limits: DeviceLimits = defaultLimits,
): readonly { readonly call: Call; readonly message: string }[] {
  const memory = placeBuffers(program, limits.bindingElements);
  const computed = [...program.load, ...program.run].filter(
    ({ kind }) => kind !== "read" && kind !== "constant",
  );
  const large = computed.flatMap((call) => {
    const parts = [...inputsOf(call), call.output].map((view) => memory.partOf(view).elements);
    const most = Math.max(...parts) + leadingZeros;
    if (most <= limits.bindingElements) return [];
    const message = `it would bind a buffer of ${4 * most} bytes; WebGPU has at most ${4 * limits.bindingElements}`;
    return [{ call, message }];
  });
  if (large.length > 0) return large;
  const shader = new Shader(program, memory, new Names());
  return computed.flatMap((call) => {
    if (!canCompute(call)) return [{ call, message: `WebGPU has no kernel for a ${call.kind} yet` }];
    const { buffers, groups } = shader.dispatchFor(call);
    if (buffers.length > limits.bindings) {
      const message = `it would bind ${buffers.length} buffers; WebGPU has at most ${limits.bindings}`;
      return [{ call, message }];
    }
    const most = Math.max(...groups);
    if (most <= limits.groups) return [];
    const message = `it would take ${most} workgroups in a dimension; WebGPU has at most ${limits.groups}`;
    return [{ call, message }];
  });
}
