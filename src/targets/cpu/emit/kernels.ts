import { inputsIn, type Scalar } from "../../../ir/scalar.js";
import { bufferOf, type Call, type Program, type Space } from "../../../program/program.js";
import type { View } from "../../../program/view.js";
import { docComment, numberLiteral, type Language } from "../../../emit/language.js";
import { constantLoops, extentName, indexOf, loopNest, wrapInLoops, type Loop } from "./loops.js";
import type { Names } from "../../../emit/names.js";
import { operandsOf, type Operand } from "../../../emit/operands.js";
import { printScalarCode, type ScalarNeeds } from "./scalar.js";
import { conv2dShape, matmulShape, pool2dShape, type ShapeRecord } from "./shapes.js";
import { titleOf } from "../../../emit/title.js";

/** An emitted function that some calls share: everything but offsets is fixed in it. */
interface Kernel {
  readonly name: string;
  /** Memories it takes, then the extents of its loops where calls differ in them, then an offset for each operand. */
  readonly memories: readonly Space[];
}

export const memoryName: Readonly<Record<Space, string>> = { arena: "a", weights: "w" };

interface SharedKernel {
  readonly kernel: Kernel;
  readonly extents: readonly number[];
  readonly operands: readonly Operand[];
}

interface PrintedKernel {
  readonly shape?: ShapeRecord;
  readonly body: readonly string[];
  /** Extents of loops that are parameters of the function. */
  readonly extents?: readonly number[];
}

/** Collects the functions that a module's calls need; equal ones are emitted once. */
export class Kernels {
  readonly needs: ScalarNeeds = { runtime: new Set(), polynomials: new Set() };
  /** Type names of the runtime that the TypeScript form mentions. */
  readonly types = new Set<string>();
  private readonly known = new Map<string, Kernel>();
  private readonly printed: string[] = [];

  constructor(
    private readonly program: Program,
    private readonly language: Language,
    private readonly names: Names,
  ) {}

  /** The text of every kernel, in the order of first use. */
  text(): readonly string[] {
    return this.printed;
  }

  /** The function for a call that computes, and what it is given in the order of the function's parameters. */
  kernelFor(call: Call): SharedKernel {
    const operands = operandsOf(call);
    const spaces = operands.map(({ view }) => bufferOf(this.program, view.buffer).space);
    const memories = (["arena", "weights"] as const).filter((space) => spaces.includes(space));
    const { shape, body, extents = [] } = this.print(call, operands);
    const key = JSON.stringify([call.kind, operands.map(({ role }) => role), shape, body, memories]);
    const known = this.known.get(key);
    if (known !== undefined) return { kernel: known, extents, operands };
    const kernel = { name: this.names.take(kernelNames[call.kind], "always"), memories };
    this.known.set(key, kernel);
    const parameters = [
      ...memories.map((space) => this.language.typed(memoryName[space], "Float32Array")),
      ...extents.map((_, depth) => this.language.typed(extentName(depth), "number")),
      ...operands.map(({ role }) => this.language.typed(role, "number")),
    ];
    this.printed.push(...this.definition(kernel.name, parameters, titleOf(call), shape, body));
    return { kernel, extents, operands };
  }

  private definition(
    name: string,
    parameters: readonly string[],
    title: string,
    shape: ShapeRecord | undefined,
    body: readonly string[],
  ): string[] {
    const { language } = this;
    const record: string[] = [];
    if (shape !== undefined) {
      this.types.add(shape.type);
      const fields = Object.entries(shape.fields).map(([field, value]) => `${field}: ${value},`);
      record.push(`const ${language.typed(`${name}Shape`, shape.type)} = {`, ...fields, "};", "");
    }
    const lines = body.map((line) => line.replaceAll("$shape", `${name}Shape`));
    const head = `function ${name}(${parameters.join(", ")})${language.returns("void")} {`;
    return [...record, docComment([title]), head, ...lines, "}", ""];
  }

  private print(call: Call, operands: readonly Operand[]): PrintedKernel {
    switch (call.kind) {
      case "conv":
        return {
          shape: conv2dShape(call.window, call.groups, call.input, call.output),
          body: [
            this.runtimeCall("conv2d", call, ["input", "weight", "bias?", "output"]),
            ...this.epilogue(call.epilogue?.expression, operands, call.output),
          ],
        };
      case "convInputGradient":
        return {
          shape: conv2dShape(call.window, call.groups, call.output, call.gradient),
          body: [
            this.runtimeCall("conv2dInputGradient", call, ["gradient", "weight", "bias?", "output"]),
            ...this.epilogue(call.epilogue?.expression, operands, call.output),
          ],
        };
      case "convWeightGradient":
        return {
          shape: conv2dShape(call.window, call.groups, call.input, call.gradient),
          body: [this.runtimeCall("conv2dWeightGradient", call, ["input", "gradient", "output"])],
        };
      case "matmul":
        return {
          shape: matmulShape(call.a, call.b, call.bias, call.output),
          body: [
            this.runtimeCall("matmul", call, ["input", "weight", "bias?", "output"]),
            ...this.epilogue(call.epilogue?.expression, operands, call.output),
          ],
        };
      case "pool": {
        const shape = pool2dShape(call.window, call.input, call.output);
        if (call.reduction === "average") {
          const extra = [String(call.countPadding)];
          return {
            shape,
            body: [this.runtimeCall("averagePool2d", call, ["input", "output"], extra)],
          };
        }
        const kernel = call.reduction === "max" ? "maxPool2d" : "sumPool2d";
        return { shape, body: [this.runtimeCall(kernel, call, ["input", "output"])] };
      }
      case "maxPoolGradient":
        return {
          shape: pool2dShape(call.window, call.input, call.gradient),
          body: [this.runtimeCall("maxPool2dGradient", call, ["input", "gradient", "output"])],
        };
      case "averagePoolGradient": {
        const extra = [String(call.countPadding)];
        return {
          shape: pool2dShape(call.window, call.output, call.gradient),
          body: [this.runtimeCall("averagePool2dGradient", call, ["gradient", "output"], extra)],
        };
      }
      case "map":
        return this.elementwise(call.expression, operands, call.output.shape);
      case "reduce":
        return {
          body: this.reduction(call.reduction, call.expression, operands),
        };
      case "copy":
        return this.elementwise({ kind: "input", index: 0 }, operands, call.output.shape);
      case "constant":
        return {
          body: [`w.set([${call.data.map(numberLiteral).join(", ")}], output);`],
        };
      case "pad":
      case "transformWeight":
      case "transformInput":
      case "transformOutput":
        throw new Error(`no kernel in TypeScript wants a ${call.kind}`);
      case "read":
        throw new Error("a read is not a kernel");
    }
  }

  /** A call of a runtime kernel; `?` marks an operand that may be absent. */
  private runtimeCall(
    name: string,
    call: Call,
    roles: readonly string[],
    extra: readonly string[] = [],
  ): string {
    this.needs.runtime.add(name);
    const operands = operandsOf(call);
    const passed = roles.flatMap((role) => {
      const operand = operands.find((candidate) => candidate.role === parameterName(role));
      if (operand === undefined) return ["undefined", "0"];
      return [memoryName[bufferOf(this.program, operand.view.buffer).space], operand.role];
    });
    return `${name}(${[...passed, ...extra, "$shape"].join(", ")});`;
  }

  private epilogue(expression: Scalar | undefined, operands: readonly Operand[], output: View): string[] {
    if (expression === undefined) return [];
    const result = operands.find(({ role }) => role === "output");
    const others = operands.filter(({ role }) => role.startsWith("operand"));
    if (result === undefined) throw new Error("an epilogue needs an output");
    const all = [result, ...others, result];
    return this.loops(expression, all, constantLoops(nestOf(output.shape, all)));
  }

  /** A function that is shared by calls that differ in extents only. */
  private elementwise(
    expression: Scalar,
    operands: readonly Operand[],
    shape: readonly number[],
  ): PrintedKernel {
    const nest = nestOf(shape, operands);
    return {
      body: this.loops(expression, operands, nest),
      extents: nest.map(({ extent }) => extent),
    };
  }

  /** Loops that compute the last operand from the others. */
  private loops(expression: Scalar, operands: readonly Operand[], loops: readonly Loop[]): string[] {
    const last = operands.length - 1;
    const result = `${this.memoryOf(operands[last])}[${indexOf(operands[last]?.role ?? "", loops, last)}]`;
    const { statements, value } = this.scalar(expression, operands.slice(0, -1), loops);
    return wrapInLoops(loops, [...statements, `${result} = ${value};`]);
  }

  /** Statements of the innermost loop, and the value of the expression over one element of each operand. */
  private scalar(expression: Scalar, operands: readonly Operand[], loops: readonly Loop[]) {
    const used = inputsIn(expression);
    const elements = operands.flatMap((operand, index) => {
      const element = this.language.element(this.memoryOf(operand), indexOf(operand.role, loops, index));
      return used.has(index) ? [`const x${index} = ${element};`] : [];
    });
    const names = operands.map((_, index) => `x${index}`);
    const { statements, value } = printScalarCode(expression, names, this.needs);
    return { statements: [...elements, ...statements], value };
  }

  private reduction(
    reduction: "sum" | "mean" | "max",
    expression: Scalar,
    operands: readonly Operand[],
  ): string[] {
    const inputs = operands.slice(0, -1);
    const [input] = inputs;
    const output = operands.at(-1);
    if (input === undefined || output === undefined) throw new Error("a reduction needs input and output");
    const views = operands.map(({ view }) => view);
    const kept = output.view.shape;
    const reduced = input.view.shape.map((extent, axis) => (kept[axis] === extent ? 1 : extent));
    const outer = constantLoops(loopNest(kept, views));
    const inner = constantLoops(loopNest(reduced, views, outer.length));
    const count = reduced.reduce((product, extent) => product * extent, 1);
    const { statements, value } = this.scalar(expression, inputs, [...outer, ...inner]);
    const step = reduction === "max" ? `result = Math.max(result, ${value});` : `result += ${value};`;
    const result = reduction === "mean" ? `result / ${count}` : "result";
    return wrapInLoops(outer, [
      `let result = ${reduction === "max" ? "-Infinity" : "0"};`,
      ...wrapInLoops(inner, [...statements, step]),
      `${this.memoryOf(output)}[${indexOf(output.role, outer, inputs.length)}] = ${result};`,
    ]);
  }

  private memoryOf(operand: Operand | undefined): string {
    return memoryName[bufferOf(this.program, operand?.view.buffer ?? -1).space];
  }
}

const kernelNames: Readonly<Record<Call["kind"], string>> = {
  read: "read",
  constant: "constant",
  conv: "conv",
  convInputGradient: "convInputGradient",
  convWeightGradient: "convWeightGradient",
  matmul: "product",
  pool: "pool",
  maxPoolGradient: "maxPoolGradient",
  averagePoolGradient: "averagePoolGradient",
  map: "elementwise",
  reduce: "reduce",
  pad: "pad",
  transformWeight: "transform",
  transformInput: "transformInput",
  transformOutput: "transformOutput",
  copy: "copy",
};

function parameterName(role: string): string {
  return role.replace("?", "");
}

function nestOf(shape: readonly number[], operands: readonly Operand[]): readonly Loop[] {
  return loopNest(
    shape,
    operands.map(({ view }) => view),
  );
}
