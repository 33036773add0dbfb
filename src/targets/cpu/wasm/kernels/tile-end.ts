import type { Scalar } from "../../../../ir/scalar.js";
import { vectorCode } from "../vector.js";
import { get, set, type WatFunction } from "../wat.js";
import { lanes, loadStepped, storeStepped } from "./lanes.js";

/** Where a tile's first channel of its first pixel lies, as a local, and floats from one pixel, and channel, to the next. */
export interface TilePlace {
  readonly pointer: string;
  readonly pixel: number;
  /** 1 where nothing is said. */
  readonly channel?: number;
}

/** A register tile that has been summed up: locals by pixel and vector, of which so many channels are stored. */
export interface TileEnd {
  readonly sums: readonly (readonly string[])[];
  readonly channels: number;
  readonly expression: Scalar | undefined;
  readonly operands: readonly TilePlace[];
  readonly output: TilePlace;
}

/**
 * Applies the epilogue and stores a tile. All operands are loaded before anything is stored, so that an engine may pair
 * the stores.
 */
export function endTile(f: WatFunction, tile: TileEnd): void {
  const { sums, channels, expression, operands, output } = tile;
  const count = (vector: number): number => Math.min(lanes, channels - vector * lanes);
  const each = (visit: (sum: string, pixel: number, vector: number) => void): void => {
    sums.forEach((row, pixel) => {
      row.forEach((sum, vector) => {
        visit(sum, pixel, vector);
      });
    });
  };
  if (expression !== undefined) {
    each((sum, pixel, vector) => {
      const others = operands.map((operand, index) => {
        const held = f.local(`other${index}`, "v128");
        const { pointer, channel = 1 } = operand;
        const at = pixel * operand.pixel + vector * lanes * channel;
        f.push(...loadStepped(held, get(pointer), at, channel, count(vector)));
        return get(held);
      });
      f.push(set(sum, vectorCode(f, expression, [get(sum), ...others])));
    });
  }
  each((sum, pixel, vector) => {
    const { pointer, channel = 1 } = output;
    const at = pixel * output.pixel + vector * lanes * channel;
    f.push(...storeStepped(get(pointer), at, channel, get(sum), count(vector)));
  });
}
