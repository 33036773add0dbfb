import { bufferOf, type Call, type Program } from "../../../program/program.js";
import { elementsOf, type View } from "../../../program/view.js";
import type { Flavour } from "./flavour.js";
import { groupByBlock, type Group } from "./group.js";
import { docComment, member, property, stringLiteral, type Language } from "../../../emit/language.js";
import type { Names } from "../../../emit/names.js";

/** One part of a program, load or run, as a tree of functions and the offsets that they are given. */
export interface EmittedPart {
  /** The functions of the blocks, each once, and last the function of the whole part. */
  readonly functions: readonly string[];
  /** The constant with every offset, printed as Prettier would. */
  readonly plan: readonly string[];
  /** What the function of the whole part is given. */
  readonly contexts: readonly string[];
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
  flavour: Flavour,
  language: Language,
  names: Names,
  options: PartOptions,
): EmittedPart {
  return new PartEmitter(program, flavour, language, names, options).emit();
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
  readonly contexts: readonly string[];
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
    private readonly flavour: Flavour,
    private readonly language: Language,
    private readonly names: Names,
    private readonly options: PartOptions,
  ) {}

  emit(): EmittedPart {
    const { part, functionName, planName } = this.options;
    const offsets = new Offsets();
    if (part === "run") {
      for (const { name, view } of this.program.inputs) offsets.slot(view, this.flavour.place(view), name);
    }
    const root = this.group(groupByBlock(this.program[part]), offsets, planName);
    const head = this.head(functionName, root.contexts);
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
      contexts: root.contexts,
    };
  }

  private group(group: Group, offsets: Offsets, planPath: string): EmittedGroup {
    const contexts = new Set<string>();
    const body: string[] = [];
    for (const item of group.items) {
      const emitted =
        "kind" in item ? this.call(item, group, offsets) : this.instance(item, group, offsets, planPath);
      body.push(emitted.line);
      emitted.contexts.forEach((context) => contexts.add(context));
    }
    return { body, contexts: [...this.flavour.contexts.keys()].filter((context) => contexts.has(context)) };
  }

  private call(call: Call, group: Group, offsets: Offsets): { line: string; contexts: readonly string[] } {
    const key = (view: View, wanted: string): string =>
      member("at", offsets.slot(view, this.flavour.place(view), wanted));
    if (call.kind === "read") {
      const path = relative(call.path, group.path);
      const at = key(call.output, path);
      const line = `yield [path + ${stringLiteral(path)}, ${at}, ${elementsOf(call.output)}];`;
      return { line, contexts: [] };
    }
    const { contexts, operands, statement } = this.flavour.use(call);
    const layer = relative(call.origin.path, group.path);
    const passed = operands.map(({ role, view }) => {
      const inWeights = bufferOf(this.program, view.buffer).space === "weights";
      return key(view, role === "output" ? layer || "result" : inWeights ? `${layer}.${role}` : "input");
    });
    return { line: statement(passed), contexts };
  }

  private instance(
    child: Group,
    parent: Group,
    offsets: Offsets,
    planPath: string,
  ): { line: string; contexts: readonly string[] } {
    const name = relative(child.path, parent.path);
    const key = offsets.unique(name);
    const inside = new Offsets();
    const childPlan = `${planPath}[${stringLiteral(key)}]`;
    const { body, contexts } = this.group(child, inside, childPlan);
    offsets.nested(key, inside.lines);
    const shared = this.share(child, body, contexts, childPlan);
    const path = this.options.part === "load" ? [`path + ${stringLiteral(`${name}.`)}`] : [];
    const passed = [...contexts, ...path, member("at", key)].join(", ");
    const line = `${this.options.part === "load" ? "yield* " : ""}${shared.name}(${passed});`;
    return { line, contexts };
  }

  /** The function for a block instance with this body: a known one, or a new one. */
  private share(
    group: Group,
    body: readonly string[],
    contexts: readonly string[],
    planPath: string,
  ): SharedFunction {
    const text = JSON.stringify([group.block, contexts, body]);
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
      this.head(name, contexts, [...path, at]),
      ...body,
      "}",
      "",
    ];
    const shared = { name, instances: [group.path], definition };
    this.shared.set(text, shared);
    return shared;
  }

  private head(name: string, contexts: readonly string[], parameters: readonly string[] = []): string {
    const taken = contexts.map((name) => this.language.typed(name, this.flavour.contexts.get(name) ?? ""));
    const load = this.options.part === "load";
    const returns = this.language.returns(load ? "Generator<TensorRead, void, void>" : "void");
    return `function${load ? "*" : ""} ${name}(${[...taken, ...parameters].join(", ")})${returns} {`;
  }
}

/** A path as seen from inside the block instance at `base`. */
function relative(path: string, base: string): string {
  return base !== "" && path.startsWith(`${base}.`) ? path.slice(base.length + 1) : path;
}
