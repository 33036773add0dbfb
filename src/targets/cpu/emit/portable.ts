import { bufferOf, type Call, type Program } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import type { Flavour, KernelUse, RuntimeNeeds, Section } from "./flavour.js";
import { Kernels, memoryName } from "./kernels.js";
import type { Language } from "../../../emit/language.js";
import type { Names } from "../../../emit/names.js";
import { printPolynomials } from "./scalar.js";

/** Runtime files, by the function that a kernel calls. */
const kernelEntries: ReadonlyMap<string, string> = new Map([
  ...[
    "averagePool2d",
    "averagePool2dGradient",
    "conv2d",
    "conv2dInputGradient",
    "conv2dWeightGradient",
    "matmul",
    "maxPool2d",
    "maxPool2dGradient",
    "sumPool2d",
  ].map((name) => [name, `cpu/${name}`] as const),
  ...["exponent", "mantissa"].map((name) => [name, "cpu/float32Parts"] as const),
  ["pow2", "cpu/pow2"],
]);

/** Kernels in TypeScript, over two arrays. */
export class PortableFlavour implements Flavour {
  /** Files of the runtime that some kernel needs. */
  static readonly entries: readonly string[] = [...kernelEntries.values()];
  readonly contexts = new Map([
    [memoryName.arena, "Float32Array"],
    [memoryName.weights, "Float32Array"],
  ]);
  readonly memories = memoryName;
  private readonly kernels: Kernels;

  constructor(
    private readonly program: Program,
    private readonly language: Language,
    names: Names,
  ) {
    this.kernels = new Kernels(program, language, names);
  }

  use(call: Call): KernelUse {
    const { kernel, extents, operands } = this.kernels.kernelFor(call);
    const contexts = kernel.memories.map((space) => memoryName[space]);
    return {
      contexts,
      operands,
      statement: (passed) => `${kernel.name}(${[...contexts, ...extents, ...passed].join(", ")});`,
    };
  }

  place(view: View): number {
    return bufferOf(this.program, view.buffer).offset + view.offset;
  }

  open(_waiting: boolean, _contexts: readonly string[], rest: readonly string[]): readonly string[] {
    const { arena, weights } = this.program.memory;
    return [
      `const ${memoryName.arena} = new Float32Array(${arena.elements});`,
      `const ${memoryName.weights} = new Float32Array(${weights.elements});`,
      ...rest,
    ];
  }

  running(contexts: readonly string[]): string {
    return `() => { forward(${contexts.join(", ")}); }`;
  }

  imports(): readonly string[] {
    return [];
  }

  file(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  syncNeeds(): RuntimeNeeds {
    return { entries: [], values: [], types: [] };
  }

  needs(): RuntimeNeeds {
    // Polynomials call functions of the runtime, too.
    printPolynomials(this.kernels.needs, this.language);
    const values = [...this.kernels.needs.runtime];
    return {
      entries: values.map((name) => kernelEntries.get(name) ?? ""),
      values,
      types: [...this.kernels.types],
    };
  }

  sections(): Promise<readonly Section[]> {
    const polynomials = printPolynomials(this.kernels.needs, this.language);
    const text = ["// Kernels.", "", ...this.kernels.text(), ...polynomials].join("\n");
    return Promise.resolve([{ text, formatted: false }]);
  }
}
