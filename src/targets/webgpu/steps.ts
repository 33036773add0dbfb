import { Names } from "../../emit/names.js";
import type { Call, Program } from "../../program/program.js";
import { bindingElements, coreLimits, type SupportedLimits } from "./device-limits.js";
import { placeBuffers, type DeviceMemory } from "./memory.js";
import { Shader, type Dispatch } from "./wgsl/shader.js";

/** A call as the device carries it out; one that brings numbers has no dispatch. */
export interface DeviceStep {
  readonly call: Call;
  readonly dispatch: Dispatch | undefined;
}

/** What a device does for a program, with which kernels, over which buffers. */
export interface DeviceSteps {
  readonly memory: DeviceMemory;
  readonly shader: Shader;
  readonly load: readonly DeviceStep[];
  readonly run: readonly DeviceStep[];
}

/** The steps of a program that is within the limits for which it was planned. */
export function stepsOf(program: Program, limits: SupportedLimits = coreLimits): DeviceSteps {
  const memory = placeBuffers(program, bindingElements(limits));
  const shader = new Shader(program, memory, new Names());
  const step = (call: Call): DeviceStep => {
    const isUpload = call.kind === "read" || call.kind === "constant";
    return { call, dispatch: isUpload ? undefined : shader.dispatchFor(call) };
  };
  return { memory, shader, load: program.load.map(step), run: program.run.map(step) };
}
