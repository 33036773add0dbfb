import { bufferOf, type Call, type Program } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import type { Flavour, KernelUse, RuntimeNeeds, Section } from "../emit/flavour.js";
import { docComment, type Language } from "../../../emit/language.js";
import type { Names } from "../../../emit/names.js";
import { operandsOf } from "../../../emit/operands.js";
import { assemble, moduleText, sharingByte } from "./assemble.js";
import { WasmKernels } from "./kernels.js";
import { memoryMap, type MemoryMap } from "./memory-map.js";
import { relaxed } from "./relaxed.js";

export interface WasmOptions {
  /** As many threads as are worth while. */
  readonly threads: number;
  /** Whether it is left to the machine how products that are added are rounded. */
  readonly relaxedSimd: boolean | undefined;
}

/** Kernels in WebAssembly, over one memory. */
export class WasmFlavour implements Flavour {
  /** Files of the runtime that some kernel needs. */
  static readonly entries: readonly string[] = ["cpu/instantiate"];
  readonly contexts = new Map([["k", "Kernels"]]);
  readonly memories = { arena: "m", weights: "m" };
  private readonly kernels: WasmKernels;
  private readonly map: MemoryMap;

  constructor(
    private readonly program: Program,
    private readonly language: Language,
    names: Names,
    private readonly how: WasmOptions,
  ) {
    this.kernels = new WasmKernels(names);
    this.map = memoryMap(program.memory);
  }

  use(call: Call): KernelUse {
    const { name } = this.kernels.kernelFor(call);
    return {
      contexts: ["k"],
      operands: operandsOf(call),
      statement: (passed) => `k.${name}(${passed.join(", ")});`,
    };
  }

  place(view: View): number {
    const { space, offset } = bufferOf(this.program, view.buffer);
    return this.map[space] + offset + view.offset;
  }

  open(waiting: boolean, rest: readonly string[]): readonly string[] {
    const call = waiting ? "await instantiate" : "instantiateSync";
    const types = this.language.format === "ts" ? "<Kernels>" : "";
    return [
      `const { kernels: k, memory: m, run, close } = ${call}${types}(wasm, kernelLayout, forward, options);`,
      "try {",
      ...rest,
      "} catch (error) {",
      "close();",
      "throw error;",
      "}",
    ];
  }

  running(): string {
    return "run, close";
  }

  needs(): RuntimeNeeds {
    return { entries: ["cpu/instantiate"], values: ["instantiate", "instantiateSync"], types: [] };
  }

  async sections(): Promise<readonly Section[]> {
    const { threads, relaxedSimd } = this.how;
    const text = moduleText(this.kernels.functions());
    const code = await assemble(relaxedSimd ? relaxed(text) : text);
    const declared = this.language.format === "ts" ? [this.declarations()] : [];
    const layout = { ...this.map.withScratch(this.kernels.scratch()), sharing: sharingByte(code) };
    const facts = { ...layout, threads, ...(relaxedSimd ? { relaxed: true } : {}) };
    const fields = Object.entries(facts).map(([field, value]) => `${field}: ${value},`);
    return [
      ...declared.map((text) => ({ text, formatted: false })),
      { text: ["const kernelLayout = {", ...fields, "};"].join("\n"), formatted: false },
      { text: `// The kernels, in WebAssembly.\nconst wasm =\n  "${base64(code)}";`, formatted: true },
    ];
  }

  private declarations(): string {
    const lines = this.kernels.list().flatMap(({ name, title, parameters }) => {
      const taken = parameters.map((parameter) => `${parameter}: number`).join(", ");
      return [docComment([title]), `readonly ${name}: (${taken}) => void;`];
    });
    return [
      docComment(["The kernels. Each is given where its operands begin in memory, in elements."]),
      "interface Kernels {",
      ...lines,
      "}",
    ].join("\n");
  }
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
