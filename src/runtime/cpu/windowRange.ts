/**
 * First tap of a window that begins at coordinate `start` (negative in the
 * padding) and falls inside the input.
 */
export function firstTap(start: number, dilation: number): number {
  return start < 0 ? Math.ceil(-start / dilation) : 0;
}

/** One past the last of the `taps` that falls below `extent`. */
export function endTap(
  start: number,
  dilation: number,
  taps: number,
  extent: number,
): number {
  return Math.max(0, Math.min(taps, Math.ceil((extent - start) / dilation)));
}
