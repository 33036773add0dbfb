import type { Kernel } from "../kernel.js";
import { get, i32, set, stepped, type WatFunction } from "../wat.js";

/** The first parameters of every phase. */
export function unitParameters(f: WatFunction): void {
  f.parameter("first");
  f.parameter("last");
}

/** Repeats what `write` pushes for every unit; the local `first` is the unit. */
export function eachUnit(f: WatFunction, write: () => void): void {
  const [unit, end] = [get("first"), get("last")];
  f.push(`(if (i32.ge_u ${unit} ${end}) (then (return)))`, "(loop $unit", ...f.collect(write));
  f.push(set("first", `(i32.add ${unit} ${i32(1)})`), `(br_if $unit (i32.lt_u ${unit} ${end})))`);
}

/** Makes all of the parts of small work, `count` of them, one unit; gives how many units there are. */
export function oneUnitOf(f: WatFunction, count: number, isSmall: boolean): number {
  if (!isSmall) return count;
  for (const end of ["first", "last"]) f.push(set(end, `(i32.mul ${get(end)} ${i32(count)})`));
  return 1;
}

/** Where the unit is along axes of these extents, the last of which it walks fastest: one value an axis. */
export function unitPlaces(f: WatFunction, extents: readonly number[]): readonly string[] {
  let rest = get("first");
  const places = extents.map((extent, axis) => {
    if (axis === 0 || extent === 1) return i32(0);
    return get(f.local(`place${axis}`));
  });
  const longer = extents.map((extent, axis) => ({ extent, axis })).filter(({ extent }) => extent > 1);
  const [outermost] = longer;
  for (const { extent, axis } of longer.slice(1).reverse()) {
    f.push(set(`place${axis}`, `(i32.rem_u ${rest} ${i32(extent)})`));
    f.push(set(f.local("rest"), `(i32.div_u ${rest} ${i32(extent)})`));
    rest = get("rest");
  }
  return outermost === undefined ? places : places.with(outermost.axis, rest);
}

/** An address at a place, where each axis has a step in bytes. */
export function placed(address: string, places: readonly string[], bytes: readonly number[]): string {
  return places.reduce(
    (at, place, axis) => (place === i32(0) ? at : stepped(at, place, bytes[axis] ?? 0)),
    address,
  );
}

/** A kernel of one function. */
export function kernelOf(f: WatFunction, units: number): Kernel {
  return { functions: [f.text()], phases: [{ name: f.name, units }], scratch: 0 };
}
