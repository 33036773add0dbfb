import { assemble, moduleText } from "./assemble.js";
import { startModule } from "./engine.js";
import { lanes, range } from "./kernels/lanes.js";
import { get, i32, set } from "./wat.js";

/** Rows and vectors of the sums that are held in registers, as in a product of matrices. */
const rows = 2;
const vectors = 5;
/** Products of each sum in a round, so that the loop costs little. */
const unrolled = 4;

/** Multiply-adds on registers alone, of one thread: nothing can be faster without another instruction. */
export interface PeakKernel {
  readonly run: (rounds: number) => void;
  /** Multiply-adds of a round. */
  readonly macs: number;
}

/** `undefined` where there is no memory at all. */
export async function peakKernel(): Promise<PeakKernel | undefined> {
  const code = await assemble(moduleText([text()]));
  const started = await startModule(code, 1024, { shared: 0, scratch: 0 });
  if (started === undefined) return undefined;
  const { exports } = started;
  return { run: exports.peak as (rounds: number) => void, macs: rows * vectors * unrolled * lanes };
}

/** The rows change in every step, so that no product is computed once for all. */
function text(): string {
  const sums = range(rows).flatMap((row) => range(vectors).map((vector) => ({ row, vector })));
  const name = ({ row, vector }: (typeof sums)[number]): string => `sum${row}_${vector}`;
  const local = (of: string): string => `(local $${of} v128)`;
  const step = range(rows).flatMap((row) => [
    set(`row${row}`, `(v128.xor ${get(`row${row}`)} ${get("vector0")})`),
    ...sums
      .filter((sum) => sum.row === row)
      .map((sum) => {
        const product = `(f32x4.mul ${get(`row${row}`)} ${get(`vector${sum.vector}`)})`;
        return set(name(sum), `(f32x4.add ${get(name(sum))} ${product})`);
      }),
  ]);
  return [
    `(func $peak (export "peak") (param $rounds i32)`,
    ...[...sums.map(name), ...range(rows).map((row) => `row${row}`)].map(local),
    ...range(vectors).map((vector) => local(`vector${vector}`)),
    ...range(rows).map((row) => set(`row${row}`, `(v128.load ${i32(512 + 16 * row)})`)),
    ...range(vectors).map((vector) => set(`vector${vector}`, `(v128.load ${i32(16 + 16 * vector)})`)),
    "(loop $more",
    ...range(unrolled).flatMap(() => step),
    `(br_if $more (local.tee $rounds (i32.sub ${get("rounds")} ${i32(1)})))`,
    ")",
    ...sums.map((sum, index) => `(v128.store ${i32(128 + 16 * index)} ${get(name(sum))})`),
    ")",
  ].join("\n");
}
