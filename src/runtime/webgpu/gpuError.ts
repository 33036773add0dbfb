import type { GpuDevice } from "./gpuTypes.js";

/** Why a device does not compute. After `"device-lost"` the model can be loaded again. */
export type GpuFailure =
  | "no-adapter"
  | "no-device"
  | "device-lost"
  | "validation"
  | "out-of-memory"
  | "destroyed";

/** WebGPU does not do what the model asks of it. */
export class GpuError extends Error {
  override readonly name = "GpuError";
  readonly code: GpuFailure;
  /** What was being done: the path of a layer, or a kernel's name. */
  readonly at: string;

  constructor(code: GpuFailure, at: string, message: string, cause?: unknown) {
    super(at === "" ? message : `${at}: ${message}`, { cause });
    this.code = code;
    this.at = at;
  }
}

/** What a platform threw, as a {@link GpuError}, which stays as it is. */
export function gpuErrorOf(
  cause: unknown,
  code: GpuFailure,
  at: string,
): GpuError {
  if (cause instanceof GpuError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new GpuError(code, at, message, cause);
}

/**
 * Does work whose errors the device reports later. The result is there at once;
 * `done` rejects with a {@link GpuError} where there was an error.
 */
export function guardGpu<T>(
  device: GpuDevice,
  at: string,
  work: () => T,
): { readonly result: T; readonly done: Promise<void> } {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  let popped: Promise<{ readonly message: string } | null>[] = [];
  try {
    const result = work();
    popped = [device.popErrorScope(), device.popErrorScope()];
    const done = Promise.all(popped).then(([invalid, exhausted]) => {
      if (invalid) throw new GpuError("validation", at, invalid.message);
      if (exhausted) throw new GpuError("out-of-memory", at, exhausted.message);
    });
    // Whoever waits hears of it; until then it is nobody's unhandled rejection.
    done.catch(() => undefined);
    return { result, done };
  } finally {
    if (popped.length === 0) {
      void device.popErrorScope();
      void device.popErrorScope();
    }
  }
}
