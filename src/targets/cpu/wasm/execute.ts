import { Names } from "../../../emit/names.js";
import { operandsOf } from "../../../emit/operands.js";
import { bufferOf, type Call, type Program } from "../../../program/program.js";
import { elementsOf, type View } from "../../../program/view.js";
import { assemble, moduleText } from "./assemble.js";
import { startModule, type Started } from "./engine.js";
import { WasmKernels } from "./kernels.js";
import { memoryMap } from "./memory-map.js";

/** A tensor that the load part asks for, and the elements of memory where it goes. */
type Wanted = readonly [path: string, at: number, elements: number];

/** A program in this process, whose calls can be made one by one. */
export interface Execution {
  readonly memory: Float32Array;
  /** Does the load part, and asks for each tensor as it is needed. */
  readonly load: () => Generator<Wanted, void, void>;
  /** The calls of the run part, in order. */
  readonly run: readonly (() => void)[];
  /** The elements that a view is of, where it has all between its first and its last. */
  readonly at: (view: View) => Float32Array;
}

/** Brings the kernels of a program, as `channelsLast` has it scheduled, to run here, in one thread, if its memory can be had. */
export async function execute(program: Program): Promise<Execution | undefined> {
  const kernels = new WasmKernels(new Names());
  const map = memoryMap(program.memory);
  const place = (view: View): number => {
    const { space, offset } = bufferOf(program, view.buffer);
    return map[space] + offset + view.offset;
  };
  const made = (call: Call) => {
    if (call.kind === "read" || call.kind === "constant") return () => undefined;
    const { name } = kernels.kernelFor(call);
    const places = operandsOf(call).map(({ view }) => place(view));
    return ({ exports }: Started) => {
      const kernel = exports[name] as (...places: readonly number[]) => void;
      return (): void => {
        kernel(...places);
      };
    };
  };
  const [load, run] = [program.load.map(made), program.run.map(made)];
  const room = kernels.scratch();
  const ends = map.withScratch(room);
  // A vector behind the last element may be read.
  const code = await assemble(moduleText(kernels.functions()));
  const started = await startModule(code, ends.scratch + room.own + 64, ends);
  if (started === undefined) return undefined;
  const { memory } = started;
  const calls = load.map((call) => call(started));
  return {
    memory,
    load: function* () {
      for (const [index, call] of program.load.entries()) {
        if (call.kind === "read") yield [call.path, place(call.output), elementsOf(call.output)];
        else if (call.kind === "constant") memory.set(call.data, place(call.output));
        else calls[index]?.();
      }
    },
    run: run.flatMap((call) => call(started) ?? []),
    at: (view) => memory.subarray(place(view), place(view) + elementsOf(view)),
  };
}
