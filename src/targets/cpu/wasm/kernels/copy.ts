import { input } from "../../../../ir/scalar.js";
import type { Kernel } from "../kernel.js";
import { advance, get, WatFunction } from "../wat.js";
import { floatBytes, lanes, loadLanes, range, shuffle, storeLanes, transpose } from "./lanes.js";
import { loopsOf, shareOf, Walk, type Loop, type Nest } from "./loops.js";
import { elementwiseWalk } from "./nest.js";
import { kernelOf, unitParameters } from "./units.js";

/** Vectors of the input that are turned at a time: those of a line of the cache. */
const vectors = 4;

/** A copy of elements: `(first, last, input, output)`, where the nest has the strides of the input and of the output. */
export function copy(name: string, nest: Nest): Kernel {
  const f = new WatFunction(name);
  unitParameters(f);
  const bases = ["input", "output"].map((base) => f.parameter(base));
  const { walk, loops, weight } = copyWalk(f, nest, [f.local("from"), f.local("to")]);
  const share = shareOf(loops, vectors * lanes, weight);
  walk.shared(share, bases);
  return kernelOf(f, share.units);
}

/** The walk that copies elements between two pointers, which are locals; an element of `loops` is `weight` elements. */
export function copyWalk(
  f: WatFunction,
  nest: Nest,
  pointers: readonly [from: string, to: string],
): { readonly walk: Walk; readonly loops: readonly Loop[]; readonly weight: number } {
  const all = loopsOf(nest, 1);
  const read = all.find(({ steps }) => steps[0] === 1);
  const written = all.find(({ steps }) => steps[1] === 1);
  if (read === undefined || written === undefined || read === written)
    return { ...elementwiseWalk(f, input(0), nest, pointers), weight: 1 };
  // Blocks of four elements along one axis by four along the other are turned in registers.
  const loops = [...all.filter((loop) => loop !== read && loop !== written), read];
  const body = (count: number, elements: number): void => {
    blocks(f, [read, written], pointers, count, elements);
  };
  return { walk: new Walk(f, loops, pointers, { vectors, body }, "n"), loops, weight: written.extent };
}

/** All of the loop that is written side by side, by so many vectors of the loop that is read so. */
function blocks(
  f: WatFunction,
  [read, written]: readonly [Loop, Loop],
  [from, to]: readonly [string, string],
  count: number,
  elements: number,
): void {
  const [pitch, step] = [written.steps[0] ?? 0, read.steps[1] ?? 0];
  const block = (rows: number): void => {
    for (const vector of range(count)) {
      const taken = range(lanes).map((row) => f.local(`x${row}`, "v128"));
      taken.slice(0, rows).forEach((held, row) => {
        f.push(...loadLanes(held, get(from), row * pitch + vector * lanes, elements));
      });
      const at = vector * lanes * step;
      if (rows === 3 && step === 3 && elements === lanes) interleave(f, taken, to, at);
      else {
        transpose(f, taken);
        taken.slice(0, elements).forEach((held, index) => {
          f.push(...storeLanes(get(to), at + index * step, get(held), rows));
        });
      }
    }
  };
  const move = (rows: number): void => {
    f.push(...advance(from, rows * pitch * floatBytes), ...advance(to, rows * floatBytes));
  };
  const whole = Math.floor(written.extent / lanes);
  f.repeat("block", whole, () => {
    block(lanes);
    move(lanes);
  });
  if (written.extent % lanes > 0) block(written.extent % lanes);
  move(-whole * lanes);
}

/** Stores red, green and blue of four pixels as twelve floats side by side. */
function interleave(
  f: WatFunction,
  [r = "", g = "", b = ""]: readonly string[],
  to: string,
  at: number,
): void {
  // Of each result: two lanes that red and green, and then all three, bring.
  const merges = [
    [r, g, [0, 4, 0, 1], b, [0, 1, 4, 3]],
    [g, r, [1, 0, 6, 2], b, [0, 5, 2, 3]],
    [r, g, [0, 3, 7, 0], b, [6, 1, 2, 7]],
  ] as const;
  merges.forEach(([x, y, first, z, second], index) => {
    const pair = shuffle(get(x), get(y), first);
    f.push(...storeLanes(get(to), at + index * lanes, shuffle(pair, get(z), second), lanes));
  });
}
