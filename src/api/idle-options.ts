import type { CompileOptions } from "./compile.js";

/** Options of which the CPU alone makes use. */
const forCpu = ["portable", "tuning", "relaxedSimd", "wasm"] as const;
/** Options of which kernels in TypeScript make no use. */
const notPortable = ["numerics", "tuning", "relaxedSimd", "wasm"] as const;

type CpuOption = (typeof forCpu)[number] | (typeof notPortable)[number];
type TargetOption = CpuOption | "target";

/** An option that asks for what there is not beside another one. */
interface IdleOption {
  readonly option: CpuOption;
  readonly message: string;
}

/** The options that would do nothing, where each has the name that `named` gives it. */
export function idleOptions(
  options: Partial<Pick<CompileOptions, TargetOption>>,
  named: (option: TargetOption) => string,
): readonly IdleOption[] {
  const idle = (among: readonly CpuOption[], what: string, beside: TargetOption): readonly IdleOption[] =>
    among
      .filter((option) => ![undefined, false, "inline"].includes(options[option]))
      .map((option) => ({
        option,
        message: `${named(option)} is for ${what}; leave ${named(beside)} out`,
      }));
  if (options.target === "webgpu") return idle(forCpu, "the CPU", "target");
  return options.portable ? idle(notPortable, "WebAssembly", "portable") : [];
}
