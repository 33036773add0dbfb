import { vi } from "vitest";

/** Lets only so many more memories of WebAssembly be had, until globals are no longer stubbed. */
export function limitMemories(count: number): void {
  const real = Reflect.get(globalThis, "WebAssembly") as {
    readonly Memory: new (limits: object) => object;
  };
  let left = count;
  class Memory extends real.Memory {
    constructor(limits: object) {
      left -= 1;
      if (left < 0) throw new RangeError("could not allocate memory");
      super(limits);
    }
  }
  vi.stubGlobal("WebAssembly", Object.create(real, { Memory: { value: Memory } }));
}
