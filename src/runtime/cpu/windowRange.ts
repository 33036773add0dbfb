// `| 0` tells engines that the result is an integer, which keeps all that is
// computed from it out of floating point.

/**
 * First tap of a window that begins at coordinate `start` (negative in the
 * padding) and falls inside the input.
 */
export function firstTap(start: number, dilation: number): number {
  return start < 0 ? Math.ceil(-start / dilation) | 0 : 0;
}

/** One past the last of the `taps` that falls below `extent`. */
export function endTap(
  start: number,
  dilation: number,
  taps: number,
  extent: number,
): number {
  const fitting = Math.ceil((extent - start) / dilation) | 0;
  return Math.max(0, Math.min(taps, fitting));
}
