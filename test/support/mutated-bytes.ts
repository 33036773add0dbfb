import type { RandomInteger } from "../../src/ops/definition.js";

/** A file with a few bytes changed, taken out, repeated or put in, or cut off. */
export function mutated(bytes: Uint8Array, random: RandomInteger): Uint8Array {
  let file = [...bytes];
  for (let count = random(1, 3); count > 0; count -= 1) {
    const at = random(0, file.length - 1);
    const end = Math.min(at + random(1, 24), file.length);
    const changes: readonly (() => readonly number[])[] = [
      () => file.with(at, random(0, 255)),
      () => file.with(at, (file[at] ?? 0) ^ (1 << random(0, 7))),
      () => file.slice(0, at),
      () => file.toSpliced(at, end - at),
      () => file.toSpliced(at, 0, ...file.slice(at, end)),
      () => file.toSpliced(at, end - at, ...new Array<number>(end - at).fill(0xff)),
      () => file.toSpliced(at, 0, ...Array.from({ length: end - at }, () => random(0, 255))),
    ];
    file = [...(changes[random(0, changes.length - 1)]?.() ?? file)];
    if (file.length === 0) return new Uint8Array();
  }
  return Uint8Array.from(file);
}
