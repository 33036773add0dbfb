import type { LoadOptions } from "../runtime/shared/loadWeights.js";
import type { CompileOptions } from "./compile.js";

/** Options of which the CPU alone makes use. */
const forCpu = ["portable", "tuning", "relaxedSimd", "wasm", "threads", "revectorize"] as const;
/** Options of which kernels in TypeScript make no use. */
const notPortable = ["numerics", "tuning", "relaxedSimd", "wasm"] as const;
/** Options of which WebGPU alone makes use. */
const forGpu = ["precision"] as const;

type TargetOption = (typeof forCpu)[number] | (typeof notPortable)[number] | (typeof forGpu)[number];

/** An option that asks for what there is not beside another one. */
interface IdleOption {
  readonly option: TargetOption;
  readonly message: string;
}

/** Values that ask for nothing. */
const asWithout: readonly unknown[] = [undefined, false, "inline", "f32"];

/** The options that would do nothing, where each has the name that `named` gives it. */
export function idleOptions(
  options: Partial<Pick<CompileOptions & LoadOptions, TargetOption | "target">>,
  named: (option: TargetOption | "target") => string,
): readonly IdleOption[] {
  const idle = (among: readonly TargetOption[], what: string, help: string): readonly IdleOption[] =>
    among
      .filter((option) => !asWithout.includes(options[option]))
      .map((option) => ({ option, message: `${named(option)} is for ${what}; ${help}` }));
  if (options.target === "webgpu") return idle(forCpu, "the CPU", `leave ${named("target")} out`);
  return [
    ...(options.target === "auto" ? [] : idle(forGpu, "WebGPU", `set ${named("target")}`)),
    ...(options.portable ? idle(notPortable, "WebAssembly", `leave ${named("portable")} out`) : []),
  ];
}
