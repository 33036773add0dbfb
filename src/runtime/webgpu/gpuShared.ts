import type { GpuDevice, GpuPipeline } from "./gpuTypes.js";

/** What models on a device share. */
export interface GpuShared {
  /**
   * Pipelines that there are or that are being made, by the text of the kernel. They reject with an error of the module
   * that was first.
   */
  readonly pipelines: Map<string, Promise<GpuPipeline>>;
  /** Of them those that can be recorded, and those that were made without waiting. */
  readonly ready: Map<string, GpuPipeline>;
  /** A number of each pipeline that was calibrated. */
  readonly numbers: Map<GpuPipeline, number>;
  /** The fastest of the sequences of steps that were compared, which are called by their pipelines and numbers. */
  readonly fastest: Map<string, string>;
  /** The calibrations that have begun: their times are those of a device that does nothing else. */
  calibrated: Promise<unknown>;
}

/** Each module may have its own copy of the runtime: copies share what has this name, whose number is that of its form. */
const sharedByModels = Symbol.for("cnnc.sharedByModels.5");

/** What a device holds for all models there, whichever modules they are of. */
export function sharedOn(
  device: GpuDevice & { readonly [sharedByModels]?: GpuShared },
): GpuShared {
  const known = device[sharedByModels];
  if (known !== undefined) return known;
  const value: GpuShared = {
    pipelines: new Map(),
    ready: new Map(),
    numbers: new Map(),
    fastest: new Map(),
    calibrated: Promise.resolve(),
  };
  Reflect.defineProperty(device, sharedByModels, { value });
  return value;
}
