import { bufferOf, type Call, type Program, type Space } from "../../../program/program.js";
import { elementsOf, type View } from "../../../program/view.js";
import { groupByBlock, type Group } from "./group.js";
import { memoryName, type Kernels } from "./kernels.js";
import { docComment, member, property, stringLiteral, type Language } from "./language.js";
import type { Names } from "./names.js";

/** One part of a program, load or run, as a tree of functions and the offsets that they are given. */
export interface EmittedPart {
  /** The functions of the blocks, each once, and last the function of the whole part. */
  readonly functions: readonly string[];
  /** The constant with every offset, printed as Prettier would. */
  readonly plan: readonly string[];
}

export interface PartOptions {
  readonly part: "load" | "run";
  /** Name of the function of the whole part, and of the constant that holds its plan. */
  readonly functionName: string;
  readonly planName: string;
}

/** Emits a part. Block instances whose calls are equal but for offsets share one function. */
export function emitPart(
  program: Program,
  kernels: Kernels,
  language: Language,
  names: Names,
  options: PartOptions,
): EmittedPart {
  return new PartEmitter(program, kernels, language, names, options).emit();
}

/** Offsets of one block instance, and those of the instances inside it. */
class Offsets {
  readonly lines: string[] = [];
  private readonly keys = new Set<string>();
  private readonly slots = new Map<string, string>();

  /** The key that stands for a view, made from `wanted` where the view is new. */
  slot(view: View, offset: number, wanted: string): string {
    const slot = `${view.buffer}:${view.offset}`;
    const known = this.slots.get(slot);
    if (known !== undefined) return known;
    const key = this.unique(wanted);
    this.slots.set(slot, key);
    this.lines.push(`${property(key)}: ${offset}, // [${view.shape.join(", ")}]`);
    return key;
  }

  nested(key: string, lines: readonly string[]): void {
    this.lines.push(`${property(key)}: {`);
    for (const line of lines) this.lines.push(`  ${line}`);
    this.lines.push("},");
  }

  /** `wanted`, with a number behind it where it is taken. */
  unique(wanted: string): string {
    let key = wanted;
    for (let number = 2; this.keys.has(key); number += 1) key = `${wanted} ${number}`;
    this.keys.add(key);
    return key;
  }
}

interface EmittedGroup {
  readonly body: readonly string[];
  readonly memories: ReadonlySet<Space>;
}

interface SharedFunction {
  readonly name: string;
  readonly instances: string[];
  readonly definition: (instances: readonly string[]) => readonly string[];
}

class PartEmitter {
  /** Functions by their text. */
  private readonly shared = new Map<string, SharedFunction>();

  constructor(
    private readonly program: Program,
    private readonly kernels: Kernels,
    private readonly language: Language,
    private readonly names: Names,
    private readonly options: PartOptions,
  ) {}

  emit(): EmittedPart {
    const { part, functionName, planName } = this.options;
    const offsets = new Offsets();
    if (part === "run") {
      for (const { name, view } of this.program.inputs) offsets.slot(view, this.offsetOf(view), name);
    }
    const root = this.group(groupByBlock(this.program[part]), offsets, planName);
    const head =
      part === "load" ? this.head(functionName, ["weights"]) : this.head(functionName, ["arena", "weights"]);
    const empty = root.body.length === 0 || offsets.lines.length === 0;
    const body = empty
      ? root.body
      : [`const at = ${planName};`, ...(part === "load" ? [`const path = "";`] : []), ...root.body];
    const functions = [...this.shared.values()].flatMap(({ instances, definition }) => definition(instances));
    return {
      functions: [...functions, head, ...body, "}", ""],
      plan:
        offsets.lines.length === 0
          ? [`const ${planName} = {};`]
          : [`const ${planName} = {`, ...offsets.lines.map((line) => `  ${line}`), "};"],
    };
  }

  private group(group: Group, offsets: Offsets, planPath: string): EmittedGroup {
    const memories = new Set<Space>();
    const body: string[] = [];
    for (const item of group.items) {
      const emitted =
        "kind" in item ? this.call(item, group, offsets) : this.instance(item, group, offsets, planPath);
      body.push(emitted.line);
      emitted.memories.forEach((space) => memories.add(space));
    }
    return { body, memories };
  }

  private call(call: Call, group: Group, offsets: Offsets): { line: string; memories: readonly Space[] } {
    const key = (view: View, wanted: string): string =>
      member("at", offsets.slot(view, this.offsetOf(view), wanted));
    if (call.kind === "read") {
      const path = relative(call.path, group.path);
      const at = key(call.output, path);
      const line = `yield [path + ${stringLiteral(path)}, ${at}, ${elementsOf(call.output)}];`;
      return { line, memories: ["weights"] };
    }
    const { kernel, extents, operands } = this.kernels.kernelFor(call);
    const layer = relative(call.origin.path, group.path);
    const passed = operands.map(({ role, view }) => {
      const inWeights = bufferOf(this.program, view.buffer).space === "weights";
      return key(view, role === "output" ? layer || "result" : inWeights ? `${layer}.${role}` : "input");
    });
    const line = `${kernel.name}(${[...kernel.memories.map((space) => memoryName[space]), ...extents, ...passed].join(", ")});`;
    return { line, memories: kernel.memories };
  }

  private instance(
    child: Group,
    parent: Group,
    offsets: Offsets,
    planPath: string,
  ): { line: string; memories: readonly Space[] } {
    const name = relative(child.path, parent.path);
    const key = offsets.unique(name);
    const inside = new Offsets();
    const childPlan = `${planPath}[${stringLiteral(key)}]`;
    const { body, memories } = this.group(child, inside, childPlan);
    offsets.nested(key, inside.lines);
    const used = (["arena", "weights"] as const).filter((space) => memories.has(space));
    const shared = this.share(child, body, used, childPlan);
    const path = this.options.part === "load" ? [`path + ${stringLiteral(`${name}.`)}`] : [];
    const passed = [...used.map((space) => memoryName[space]), ...path, member("at", key)].join(", ");
    const line = `${this.options.part === "load" ? "yield* " : ""}${shared.name}(${passed});`;
    return { line, memories: used };
  }

  /** The function for a block instance with this body: a known one, or a new one. */
  private share(
    group: Group,
    body: readonly string[],
    memories: readonly Space[],
    planPath: string,
  ): SharedFunction {
    const text = JSON.stringify([group.block, memories, body]);
    const known = this.shared.get(text);
    if (known !== undefined) {
      known.instances.push(group.path);
      return known;
    }
    const { part, planName } = this.options;
    const name = this.names.take(part === "load" ? `load_${group.block}` : group.block, "always");
    // `plan["a"]["b"]` as a type: `(typeof plan)["a"]["b"]`
    const at = this.language.typed("at", planPath.replace(planName, `(typeof ${planName})`));
    const path = part === "load" ? [this.language.typed("path", "string")] : [];
    const definition = (instances: readonly string[]): string[] => [
      docComment([`${group.block}: ${instances.join(", ")}`]),
      this.head(name, memories, [...path, at]),
      ...body,
      "}",
      "",
    ];
    const shared = { name, instances: [group.path], definition };
    this.shared.set(text, shared);
    return shared;
  }

  private head(name: string, memories: readonly Space[], parameters: readonly string[] = []): string {
    const taken = memories.map((space) => this.language.typed(memoryName[space], "Float32Array"));
    const load = this.options.part === "load";
    const returns = this.language.returns(load ? "Generator<TensorRead, void, void>" : "void");
    return `function${load ? "*" : ""} ${name}(${[...taken, ...parameters].join(", ")})${returns} {`;
  }

  private offsetOf(view: View): number {
    return bufferOf(this.program, view.buffer).offset + view.offset;
  }
}

/** A path as seen from inside the block instance at `base`. */
function relative(path: string, base: string): string {
  return base !== "" && path.startsWith(`${base}.`) ? path.slice(base.length + 1) : path;
}
