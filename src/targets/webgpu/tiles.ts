import type { AdapterClass } from "./estimate/devices.js";
import { expectedOn, type Estimated } from "./estimate/estimate.js";
import type { Tile } from "./wgsl/kernels/tile.js";

/** How the work of kernels is shared out among invocations. */
export interface Sharing {
  /** Of a convolution. */
  readonly tile: Tile;
  /** Whether one kernel is to do for all windows. */
  readonly inSteps?: boolean;
  /** How many sum the terms of one output of a dense layer. */
  readonly terms: number;
}

/**
 * The usual tile, one of which there are many where there are few pixels, and those whose terms are shared where there are
 * fewer still.
 */
const onGpus: readonly [Sharing, ...Sharing[]] = [
  { tile: { pixels: 8, vectors: 2, width: 64 }, terms: 64 },
  { tile: { pixels: 4, vectors: 1, width: 64 }, terms: 64 },
  { tile: { pixels: 8, vectors: 2, width: 64, parts: 4 }, terms: 64 },
  { tile: { pixels: 4, vectors: 2, width: 64, parts: 8 }, terms: 64 },
];

/**
 * What there is for an adapter. Software has few cores, which carry out invocations one after another: small workgroups
 * reach less far over edges, and barriers are dear.
 */
const sharings: Readonly<Record<AdapterClass, typeof onGpus>> = {
  discrete: onGpus,
  integrated: onGpus,
  software: [{ tile: { pixels: 8, vectors: 2, width: 8 }, inSteps: true, terms: 1 }],
};

/** What is made for a sharing, of the one that is expected to be the fastest on an adapter. */
export function fastestOn<T extends Estimated>(adapter: AdapterClass, make: (sharing: Sharing) => T): T {
  const [first, ...others] = sharings[adapter];
  const timeOf = (made: T): number => expectedOn(adapter, [made]);
  return others.map(make).reduce((best, other) => (timeOf(other) < timeOf(best) ? other : best), make(first));
}
