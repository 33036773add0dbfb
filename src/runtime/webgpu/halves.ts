/** The largest number in half precision (IEEE 754 binary16). */
const largestHalf = 65504;

/**
 * The numbers in half precision: the nearest ones, those with an even last bit
 * between two, and the largest for what is beyond it. There is an even number
 * of them, a zero behind the last one if need be.
 */
export function halvesOf(numbers: Float32Array): Uint16Array {
  const halves = new Uint16Array(2 * Math.ceil(numbers.length / 2));
  const word = new Float32Array(1);
  const bits = new Uint32Array(word.buffer);
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] ?? 0;
    const size = Math.abs(number);
    let half: number;
    if (size >= 2 ** -14) {
      word[0] = Math.min(size, largestHalf);
      const given = bits[0] ?? 0;
      // The exponent's bias is 15 instead of 127; a carry goes into it.
      half = (given + 0xfff + ((given >>> 13) & 1) - (112 << 23)) >>> 13;
    } else if (size < 2 ** -14) {
      // Added to it, what is below the last bit is rounded off.
      word[0] = size + 0.5;
      half = (bits[0] ?? 0) & 0x7ff;
    } else half = 0x7e00;
    halves[index] = half | (number < 0 || Object.is(number, -0) ? 0x8000 : 0);
  }
  return halves;
}
