import type { RegisterTile } from "../../../../program/program.js";
import type { WatFunction } from "../wat.js";
import type { FilterBlocks } from "./conv-shape.js";

/**
 * The function named `name`, whose sums are in such tiles, which hands its work to one of two others: one is for engines
 * that pair vectors, so that twice as many fit into registers. The bits are the same.
 */
export function eitherWidth(
  name: string,
  { vectors }: RegisterTile,
  write: (name: string, isWide: boolean) => WatFunction,
): readonly string[] {
  if (vectors !== 2 && vectors !== 4) return [write(name, false).text()];
  const [narrow, wide] = [write(`${name}_narrow`, false), write(`${name}_wide`, true)];
  const either = narrow.like(name);
  either.push(
    `(if (global.get $wide) (then ${narrow.forward(wide.name)}) (else ${narrow.forward(narrow.name)}))`,
  );
  return [narrow.text(), wide.text(), either.text()];
}

/** Pixels and vectors of a tile where vectors are paired. */
const wideTile = { pixels: 4, vectors: 4 };

/** The tile in registers for weights that are packed for `tile`. */
export function tileOf(tile: RegisterTile, isWide: boolean): RegisterTile {
  return isWide ? { ...tile, ...wideTile } : tile;
}

/** Blocks of filters as they go into registers: where vectors are paired, blocks of two go side by side. */
export function blocksOf(blocks: readonly FilterBlocks[], isWide: boolean): readonly FilterBlocks[] {
  const [whole, ...rest] = blocks;
  if (whole === undefined || !isWide || whole.count === 1 || whole.vectors !== 2) return blocks;
  const pairs = {
    vectors: 2 * whole.vectors,
    filters: 2 * whole.filters,
    count: Math.floor(whole.count / 2),
    panels: 2,
  };
  const last = { ...whole, count: whole.count % 2 };
  return [pairs, ...(last.count > 0 ? [last] : []), ...rest];
}
