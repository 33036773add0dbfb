/** `[1, C, H, W]` as `[1, H, W, C]`. */
export function channelsLast(
  input: Float32Array,
  [, channels = 0, height = 0, width = 0]: readonly number[],
): Float32Array {
  const plane = height * width;
  return input.map((_, i) => input[(i % channels) * plane + Math.floor(i / channels)] ?? NaN);
}
