import { bufferOf, type Call, type Program } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import type { Flavour, KernelUse, RuntimeNeeds, Section } from "../emit/flavour.js";
import type { WasmDelivery } from "../emit/delivery.js";
import { docComment, stringLiteral, type Language } from "../../../emit/language.js";
import type { Names } from "../../../emit/names.js";
import { operandsOf } from "../../../emit/operands.js";
import { assemble, moduleText, sharingByte } from "./assemble.js";
import { binaryText } from "./binary-text.js";
import { WasmKernels } from "./kernels.js";
import { memoryMap, type MemoryMap } from "./memory-map.js";
import { relaxed } from "./relaxed.js";

export interface WasmOptions {
  /** As many threads as are worth while. */
  readonly threads: number;
  /** Whether it is left to the machine how products that are added are rounded. */
  readonly relaxedSimd: boolean | undefined;
  readonly delivery: WasmDelivery;
  /** The name of the file that holds the kernels, if one does. */
  readonly file: string;
}

/** Files of the runtime, and what a module takes from them, by how it gets its kernels. */
const deliveries: Readonly<Record<WasmDelivery, RuntimeNeeds>> = {
  inline: { entries: ["cpu/kernelText"], values: ["textCode"], types: [] },
  file: { entries: ["cpu/kernelFile"], values: ["fileCode"], types: [] },
  import: { entries: ["cpu/kernelModule"], values: ["importedCode"], types: [] },
};

/** Kernels in WebAssembly, over one memory. */
export class WasmFlavour implements Flavour {
  /** Files of the runtime that some kernel needs. */
  static readonly entries: readonly string[] = [
    "cpu/instantiate",
    "cpu/instantiateSync",
    "cpu/kernelBytes",
    ...Object.values(deliveries).flatMap(({ entries }) => entries),
  ];
  readonly contexts = new Map([["k", "Kernels"]]);
  readonly memories = { arena: "m", weights: "m" };
  private readonly kernels: WasmKernels;
  private readonly map: MemoryMap;
  /** Made when all kernels are known. */
  private binary: Promise<Uint8Array> | undefined;

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

  open(waiting: boolean, contexts: readonly string[], rest: readonly string[]): readonly string[] {
    const kernels = contexts.includes("k") ? "kernels: k, " : "";
    const call = waiting ? "await instantiate" : "instantiateSync";
    const types = this.language.format === "ts" ? "<Kernels>" : "";
    return [
      `const { ${kernels}memory: m, run, close } = ${call}${types}(${this.code(waiting)}, kernelLayout, forward, options);`,
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
    const { entries, values } = deliveries[this.how.delivery];
    return {
      entries: ["cpu/instantiate", ...entries],
      values: ["instantiate", ...values],
      types: [],
    };
  }

  syncNeeds(): RuntimeNeeds {
    const given = this.how.delivery === "file";
    return {
      entries: ["cpu/instantiateSync", ...(given ? ["cpu/kernelBytes"] : [])],
      values: ["instantiateSync", ...(given ? ["bytesCode"] : [])],
      types: [],
    };
  }

  imports(): readonly string[] {
    return this.how.delivery === "import" ? [`import wasm from ${this.address()};`] : [];
  }

  async file(): Promise<Uint8Array | undefined> {
    return this.how.delivery === "inline" ? undefined : await this.assembled();
  }

  async sections(): Promise<readonly Section[]> {
    const { threads, relaxedSimd, delivery } = this.how;
    const code = await this.assembled();
    const declared = this.language.format === "ts" ? [this.declarations()] : [];
    const layout = { ...this.map.withScratch(this.kernels.scratch()), sharing: sharingByte(code) };
    const facts = { ...layout, threads, ...(relaxedSimd ? { relaxed: true } : {}) };
    const fields = Object.entries(facts).map(([field, value]) => `${field}: ${value},`);
    return [
      ...declared.map((text) => ({ text, formatted: false })),
      { text: ["const kernelLayout = {", ...fields, "};"].join("\n"), formatted: false },
      ...(delivery === "inline"
        ? [
            {
              text: `// The kernels, in WebAssembly.\nconst wasm =\n  "${binaryText(code)}";`,
              formatted: true,
            },
          ]
        : []),
    ];
  }

  /** An expression for the kernels before they are started. */
  private code(waiting: boolean): string {
    const { delivery } = this.how;
    if (delivery === "inline") return "textCode(wasm)";
    if (delivery === "import") return "importedCode(wasm)";
    if (!waiting) return "bytesCode(options?.kernels)";
    return `await fileCode(new URL(${this.address()}, import.meta.url), options?.kernels)`;
  }

  /** The file of the kernels, as a module beside it names it. */
  private address(): string {
    return stringLiteral(`./${this.how.file}`);
  }

  private assembled(): Promise<Uint8Array> {
    const text = moduleText(this.kernels.functions());
    this.binary ??= assemble(this.how.relaxedSimd ? relaxed(text) : text);
    return this.binary;
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
