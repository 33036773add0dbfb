import { InputError } from "../shared/ports.js";
import type { GpuDevice } from "./gpuTypes.js";

/** Why a device does not compute. After `"device-lost"` the model can be loaded again. */
export type GpuFailure =
  | "no-adapter"
  | "no-device"
  | "no-feature"
  | "device-lost"
  | "validation"
  | "out-of-memory"
  | "internal"
  | "destroyed";

/** WebGPU does not do what the model asks of it. */
export class GpuError extends Error {
  override readonly name = "GpuError";
  readonly code: GpuFailure;
  /** What was being done: the path of a layer or of a weight, a kernel's name, or an input or output. */
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

/** What is made on a device, before it is known whether it could be. */
export interface Guarded<T> {
  readonly result: T;
  /** Rejects with a {@link GpuError} where it could not. */
  readonly done: Promise<void>;
}

/**
 * Does work whose errors the device reports later. Throws a {@link GpuError}
 * where the work throws, but an {@link InputError} as it is.
 */
export function guardGpu<T>(
  device: GpuDevice,
  at: string,
  work: () => T,
): Guarded<T> {
  device.pushErrorScope("internal");
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  const attempt = attemptOf(work);
  const done = scopeErrors(device, at);
  // Whoever waits hears of it; until then it is nobody's unhandled rejection.
  done.catch(() => undefined);
  if ("thrown" in attempt) {
    const { thrown } = attempt;
    throw thrown instanceof InputError
      ? thrown
      : gpuErrorOf(thrown, "validation", at);
  }
  return { result: attempt.result, done };
}

/** Waits for all; rejects with the first failure in their order, which later ones may follow from. */
export function allDone(parts: readonly Promise<void>[]): Promise<void> {
  const all = Promise.allSettled(parts).then(async () => {
    for (const part of parts) await part;
  });
  // Whoever waits hears of it; until then it is nobody's unhandled rejection.
  all.catch(() => undefined);
  return all;
}

function attemptOf<T>(
  work: () => T,
): { readonly result: T } | { readonly thrown: unknown } {
  try {
    return { result: work() };
  } catch (thrown) {
    return { thrown };
  }
}

/** Ends the three scopes, and rejects with what was in them; a device that is lost has nothing to say. */
async function scopeErrors(device: GpuDevice, at: string): Promise<void> {
  const codes = ["validation", "out-of-memory", "internal"] as const;
  const scopes = codes.map(() => device.popErrorScope());
  const found = await Promise.all(scopes).catch((cause: unknown) => {
    throw gpuErrorOf(cause, "device-lost", at);
  });
  found.forEach((error, index) => {
    const code = codes[index];
    if (error && code) throw new GpuError(code, at, error.message, error);
  });
}
