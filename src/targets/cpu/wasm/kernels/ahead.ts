import { advance, get, plus, set, type WatFunction } from "../wat.js";
import { range } from "./lanes.js";

/** Bytes of a cache line. */
const line = 64;

/** Pieces of weights of at most so many bytes: this one, the next and what they are multiplied with share the first cache. */
export const pieceBytes = 10 * 1024;

/** Lines that a tile may load without being held up. */
const mostLines = 16;

/** Vectors of filters of a tile that takes its weights so fast that it waits for them. */
export const fewestVectors = 4;

/**
 * Brings the weights of the next piece near while tiles multiply this one's: each tile loads a few cache lines, and nobody
 * takes the values. Weights come from far where maps are small, and an engine has no other way to ask for memory ahead.
 */
export class Ahead {
  /** Weights are `total` bytes from the local `weight` on; each of `tiles` loads so many lines. */
  private constructor(
    private readonly f: WatFunction,
    private readonly tiles: number,
    private readonly lines: number,
    private readonly total: number,
  ) {
    f.local("ahead");
  }

  /**
   * For pieces of so many bytes, each of which `count` tiles multiply; none where that does not pay, as where vectors are
   * paired.
   */
  static of(
    f: WatFunction,
    piece: number,
    {
      count,
      vectors,
      isWide,
    }: { readonly count: number; readonly vectors: number; readonly isWide: boolean },
    total: number,
  ): Ahead | undefined {
    const lines = Math.ceil(piece / line / count);
    const pays = !isWide && vectors >= fewestVectors && piece <= pieceBytes && lines <= mostLines;
    return pays && lines * line * count <= total ? new Ahead(f, count, lines, total) : undefined;
  }

  /** The tiles of a piece begin; what they load begins at `next`, if that much is left. */
  begin(next: string): void {
    const last = plus(get("weight"), this.total - this.lines * line * this.tiles);
    const isBehind = `(i32.gt_u ${get("ahead")} ${last})`;
    this.f.push(set("ahead", next), `(if ${isBehind} (then ${set("ahead", last)}))`);
  }

  /** Before each tile. */
  tile(): void {
    for (const index of range(this.lines))
      this.f.push(`(drop (i32.load offset=${index * line} ${get("ahead")}))`);
    this.f.push(...advance("ahead", this.lines * line));
  }
}
