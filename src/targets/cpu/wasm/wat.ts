/** Types of WebAssembly values that kernels hold. */
export type ValueType = "i32" | "f32" | "v128";

/** A function in the text of WebAssembly, in the making. Addresses are in bytes. */
export class WatFunction {
  private readonly names: string[] = [];
  private readonly parameters: string[] = [];
  private readonly locals = new Map<string, ValueType>();
  private readonly body: string[] = [];

  constructor(
    readonly name: string,
    private readonly result?: ValueType,
  ) {}

  /** Adds a parameter, and gives its name. */
  parameter(name: string, type: ValueType = "i32"): string {
    this.names.push(name);
    this.parameters.push(`(param $${name} ${type})`);
    return name;
  }

  /** Another function with the same parameters. */
  like(name: string): WatFunction {
    const other = new WatFunction(name, this.result);
    other.names.push(...this.names);
    other.parameters.push(...this.parameters);
    return other;
  }

  /** Calls a function with the same parameters, with what this one is given. */
  forward(to: string): string {
    return `(call $${to} ${this.names.map(get).join(" ")})`;
  }

  /** A local of this name and type, which is declared where it was not. */
  local(name: string, type: ValueType = "i32"): string {
    const known = this.locals.get(name);
    if (known !== undefined && known !== type) throw new Error(`${name} is ${known} and ${type}`);
    this.locals.set(name, type);
    return name;
  }

  push(...lines: readonly string[]): void {
    this.body.push(...lines);
  }

  /** The lines that `write` pushes, apart from the function's. */
  collect(write: () => void): readonly string[] {
    const before = this.body.splice(0);
    write();
    const lines = this.body.splice(0);
    this.body.push(...before);
    return lines;
  }

  /** Repeats what `write` pushes `count` times, counting down in a local. */
  repeat(counter: string, count: number, write: () => void): void {
    if (count <= 0) return;
    if (count === 1) {
      write();
      return;
    }
    this.local(counter);
    this.push(set(counter, i32(count)));
    this.countDown(counter, write);
  }

  /** Repeats what `write` pushes as often as a local says, at least once, counting down in it. */
  countDown(counter: string, write: () => void): void {
    const left = `(local.tee $${counter} ${subtract(get(counter), i32(1))})`;
    this.push(`(loop $${counter}`, ...this.collect(write), `(br_if $${counter} ${left}))`);
  }

  text(): string {
    const locals = [...this.locals].map(([name, type]) => `(local $${name} ${type})`);
    const head = [
      `(func $${this.name}`,
      ...this.parameters,
      ...(this.result === undefined ? [] : [`(result ${this.result})`]),
    ].join(" ");
    return [head, ...locals, ...this.body, ")"].join("\n");
  }
}

export const get = (name: string): string => `(local.get $${name})`;
export const set = (name: string, value: string): string => `(local.set $${name} ${value})`;
export const i32 = (value: number): string => `(i32.const ${value})`;
export const subtract = (a: string, b: string): string => `(i32.sub ${a} ${b})`;

/** An address and so many steps of some bytes behind it. */
export function stepped(address: string, steps: string, bytes: number): string {
  return bytes === 0 ? address : `(i32.add ${address} (i32.mul ${steps} ${i32(bytes)}))`;
}

/** An address and a number of bytes behind it. */
export function plus(address: string, bytes: number): string {
  return bytes === 0 ? address : `(i32.add ${address} ${i32(bytes)})`;
}

/** Moves an address in a local by a number of bytes. */
export function advance(name: string, bytes: number): readonly string[] {
  return bytes === 0 ? [] : [set(name, plus(get(name), bytes))];
}

/** Four equal numbers, rounded to float32. */
export function splat(value: number): string {
  const literal = printed(value);
  return `(v128.const f32x4 ${literal} ${literal} ${literal} ${literal})`;
}

export function f32x4(op: string, ...operands: readonly string[]): string {
  return `(f32x4.${op} ${operands.join(" ")})`;
}

function printed(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(Math.fround(value))) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}
