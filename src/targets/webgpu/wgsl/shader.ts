import { visible } from "../../../diagnostics/visible.js";
import type { Names } from "../../../emit/names.js";
import { bufferOf, type Buffer, type Call, type Program } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import { classesOf, type AdapterClass } from "../estimate/devices.js";
import type { DeviceMemory, Place } from "../memory.js";
import { lanes } from "../vectors.js";
import { builtins, computeWith, indent, type Access, type Kernel, type KernelOperand } from "./kernel.js";
import type { DispatchCost } from "./cost.js";
import { loweredOn, type Lowered } from "./lowered.js";
import type { FixedKernel } from "./pictures.js";
import { halfOf, printFunctions, type Element, type FunctionNeeds } from "./scalar.js";

/** One call as the device carries it out. */
export interface Dispatch {
  /** With which kernel, by what the adapter is; none where others compute the layer in another way. */
  readonly ways: Readonly<Partial<Record<AdapterClass, Way>>>;
  /** Buffers of the device, in the order of the kernels' bindings. */
  readonly buffers: readonly number[];
}

export interface Way {
  readonly kernel: string;
  readonly groups: readonly [number, number, number];
  /** The numbers of the kernel's uniform. */
  readonly shape: readonly number[];
  readonly cost: DispatchCost;
}

/** The way that is shown where one stands for all: on discrete GPUs, or else on whatever does it. */
export function shownWay({ ways }: Pick<Dispatch, "ways">): Way {
  const way = ways.discrete ?? ways.integrated ?? ways.software;
  if (way === undefined) throw new Error("no class of adapters does it");
  return way;
}

/** A storage buffer of a kernel: what lies in one buffer of the device is read and written through one binding. */
interface Binding {
  readonly name: string;
  readonly buffer: number;
  readonly element: Element;
  /** Whether it keeps them in half precision. */
  readonly half: boolean;
  readonly isWritten: boolean;
  readonly roles: readonly string[];
}

interface EmittedKernel {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** Whether it reads or writes halves. */
  readonly half: boolean;
  /** Functions that it calls. */
  readonly needs: FunctionNeeds;
  readonly layers: Set<string>;
}

/** Collects the kernels of a program; calls that differ in numbers only share one. */
export class Shader {
  private readonly known = new Map<string, EmittedKernel>();

  constructor(
    private readonly program: Program,
    private readonly memory: DeviceMemory,
    private readonly names: Names,
  ) {}

  /** The dispatch for a call that computes. */
  dispatchFor(call: Call): Dispatch {
    const bufferFor = ({ buffer }: View): Buffer => bufferOf(this.program, buffer);
    const capacityOf = (view: View): number => bufferFor(view).elements;
    const isHalf = (view: View): boolean => bufferFor(view).half ?? false;
    const classes = classesOf(call);
    const lowered = classes.map((adapter) => loweredOn(adapter, call, capacityOf, isHalf));
    const ways = lowered.map((each, index) => [classes[index], this.wayOf(call, each)]);
    const [first] = lowered;
    const bindings = first === undefined ? [] : this.bindingsOf(first.kernel);
    return {
      ways: Object.fromEntries(ways) as Dispatch["ways"],
      buffers: bindings.map(({ buffer }) => buffer),
    };
  }

  /** Each kernel by itself, on one line and with the entry point `kernel`: equal ones of several programs are equal text. */
  kernels(): readonly { readonly name: string; readonly code: string }[] {
    return [...this.known.values()].map(({ name, text, half, needs }) => {
      const lines = [...directives(half), named(text, "kernel"), ...printFunctions(new Set(needs))];
      const code = lines.join("\n").replace(/\/\/.*/g, "");
      return { name, code: code.replace(/\s+/g, " ") };
    });
  }

  /** The text of the module, without a line end behind it. */
  text(): string {
    const kernels = [...this.known.values()].map(({ name, title, text, layers }) => {
      const paths = [...layers].filter((path) => path !== "");
      const comments = [title, ...(paths.length === 0 ? [] : [wrapped(paths)])];
      return [
        ...comments.flatMap((line) => line.split("\n")).map((line) => `// ${visible(line)}`),
        named(text, name),
      ].join("\n");
    });
    const all = [...this.known.values()];
    const needs = all.flatMap((kernel) => [...kernel.needs]);
    const first = directives(all.some(({ half }) => half));
    return [...first, ...kernels, ...printFunctions(new Set(needs))].join("\n\n");
  }

  /** Takes up a kernel that is no call's, and gives its name. */
  add(kernel: FixedKernel): string {
    return this.emitted(kernel, false, new Set()).name;
  }

  private wayOf(call: Call, { kernel, cost, groups }: Lowered): Way {
    const bindings = this.bindingsOf(kernel);
    const needs: FunctionNeeds = new Set();
    const access = this.accessTo(kernel, bindings, needs);
    const code = [...(kernel.functions?.(access) ?? []), ...entryPoint(kernel, access)];
    const used = new Set(code.join("\n").match(/(?<=\$shape\.)\w+/g));
    const shape = this.shapeOf(kernel).filter(([name]) => used.has(name));
    const text = [...declarations(kernel, bindings, shape), ...code].join("\n");
    const half = bindings.some((binding) => binding.half);
    const { name, layers } = this.emitted({ ...kernel, text }, half, needs);
    layers.add(call.origin.path);
    return { kernel: name, groups, shape: shape.map(([, value]) => value), cost };
  }

  private emitted({ name, title, text }: FixedKernel, half: boolean, needs: FunctionNeeds): EmittedKernel {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const own = this.names.take(name, "always");
    const made = { name: own, title, text, half, needs, layers: new Set<string>() };
    this.known.set(text, made);
    return made;
  }

  private bindingsOf({ inputs, output }: Kernel): readonly Binding[] {
    const operands = [...inputs, output];
    const byBuffer = new Map<number, KernelOperand[]>();
    for (const operand of operands) {
      const { buffer } = this.placeOf(operand);
      byBuffer.set(buffer, [...(byBuffer.get(buffer) ?? []), operand]);
    }
    return [...byBuffer].map(([buffer, shared]): Binding => {
      const isWritten = shared.includes(output);
      const isVector = isWritten
        ? output.element === "vec4f"
        : shared.some(({ element }) => element === "vec4f");
      const roles = shared.map(({ role }) => role);
      const element = isVector ? "vec4f" : "f32";
      return { name: roles.join("_"), buffer, element, half: this.isHalf(buffer), isWritten, roles };
    });
  }

  private isHalf(buffer: number): boolean {
    return this.memory.buffers[buffer]?.half ?? false;
  }

  private shapeOf({ shape, inputs, output }: Kernel): Kernel["shape"] {
    const beginnings = [...inputs, output].map((operand) => {
      const { at } = this.placeOf(operand);
      return [`${operand.role}_at`, operand.element === "vec4f" ? at / lanes : at] as const;
    });
    return [...shape, ...beginnings];
  }

  /** Where the first element of an operand lies, in numbers. */
  private placeOf({ element, view: { buffer, offset } }: KernelOperand): Place {
    return this.memory.placeOf({ buffer, offset: element === "vec4f" ? lanes * offset : offset });
  }

  private accessTo({ inputs, output }: Kernel, bindings: readonly Binding[], needs: FunctionNeeds): Access {
    const bindingOf = (role: string): Binding => {
      const binding = bindings.find(({ roles }) => roles.includes(role));
      if (binding === undefined) throw new Error(`there is no operand ${role}`);
      return binding;
    };
    return {
      read: (role, index) => {
        const { name, element, half } = bindingOf(role);
        const operand = inputs.find((each) => each.role === role) ?? output;
        const number = (text: string): string => (half ? `${operand.element}(${text})` : text);
        if (operand.element === element) return number(`$${name}[${index}]`);
        if (element === "vec4f") return number(`$${name}[(${index}) / 4][(${index}) % 4]`);
        const numbers = [0, 1, 2, 3].map((lane) => `$${name}[4 * (${index}) + ${lane}]`);
        const vector = numbers.join(", ");
        return half ? `vec4f(vec4h(${vector}))` : `vec4f(${vector})`;
      },
      write: (index, value) => {
        const { name, element, half, buffer } = bindingOf(output.role);
        if (!half) return `$${name}[${index}] = ${value};`;
        // Weights are the same on every device.
        const rounding = this.memory.buffers[buffer]?.use === "weights" ? "nearest_half" : "half";
        needs.add(`${rounding}:${element}`);
        return `$${name}[${index}] = ${rounding}_${element}(${value});`;
      },
      compute: computeWith(needs),
    };
  }
}

/** What a text begins with that computes with halves. */
function directives(half: boolean): readonly string[] {
  return half ? ["enable f16;"] : [];
}

/** Constants, the uniform and the bindings of a kernel. */
function declarations(
  { constants, shared }: Kernel,
  bindings: readonly Binding[],
  shape: Kernel["shape"],
): readonly string[] {
  return [
    ...Object.entries(constants).map(([name, value]) => `const $${name}: u32 = ${value};`),
    "struct $Shape {",
    ...shape.map(([name]) => `  ${name}: u32,`),
    "}",
    "@group(0) @binding(0) var<uniform> $shape: $Shape;",
    ...bindings.map(({ name, element, half, isWritten }, index) => {
      const access = isWritten ? "read_write" : "read";
      const kept = half ? halfOf(element) : element;
      return `@group(0) @binding(${index + 1}) var<storage, ${access}> $${name}: array<${kept}>;`;
    }),
    ...(shared === undefined ? [] : [`var<workgroup> $shared: array<f32, ${shared}>;`]),
  ];
}

function entryPoint({ builtins: taken, workgroup, body }: Kernel, access: Access): readonly string[] {
  const parameters = taken.map((name) => builtins[name]);
  return [
    `@compute @workgroup_size(${workgroup.join(", ")})`,
    `fn $(${parameters.join(", ")}) {`,
    ...indent(body(access)),
    "}",
  ];
}

/** The text with what is the kernel's own named after it. */
function named(text: string, name: string): string {
  return text.replace(/\$(\w*)/g, (_, own: string) => {
    if (own === "") return name;
    return /^[A-Z]+$/.test(own) ? `${name.toUpperCase()}_${own}` : `${name}_${own}`;
  });
}

/** Paths of layers on lines that are not too long. */
function wrapped(paths: readonly string[]): string {
  const lines: string[] = [];
  for (const path of paths) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + path.length < 100) lines[lines.length - 1] = `${last}, ${path}`;
    else lines.push(path);
  }
  return lines.join("\n");
}
