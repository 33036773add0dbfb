/** Extents and strides, in elements, of `output = a * b + bias`. */
export interface MatmulShape {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly aRow: number;
  readonly aInner: number;
  readonly bInner: number;
  readonly bColumn: number;
  readonly biasColumn: number;
  readonly outputRow: number;
  readonly outputColumn: number;
}

/**
 * `output[m, n] = bias[n] + sum over k of a[m, k] * b[k, n]`, in tiles of 4
 * columns. A tile's columns of `b` are used for every row before the next, so
 * that a dense layer streams its weight once a batch. Sums are float64 and are
 * rounded once.
 */
export function matmul(
  a: Float32Array,
  aAt: number,
  b: Float32Array,
  bAt: number,
  bias: Float32Array | undefined,
  biasAt: number,
  output: Float32Array,
  outputAt: number,
  shape: MatmulShape,
): void {
  const { rows, columns, inner, aInner, bInner, bColumn } = shape;
  const { biasColumn, outputColumn } = shape;
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const bias0 = biasAt + column * biasColumn;
    for (let row = 0; row < rows; row += 1) {
      let s0 = bias?.[bias0] ?? 0;
      let s1 = bias?.[bias0 + biasColumn] ?? 0;
      let s2 = bias?.[bias0 + 2 * biasColumn] ?? 0;
      let s3 = bias?.[bias0 + 3 * biasColumn] ?? 0;
      let i = aAt + row * shape.aRow;
      let j = bAt + column * bColumn;
      for (let k = 0; k < inner; k += 1) {
        const x = a[i] ?? 0;
        s0 += x * (b[j] ?? 0);
        s1 += x * (b[j + bColumn] ?? 0);
        s2 += x * (b[j + 2 * bColumn] ?? 0);
        s3 += x * (b[j + 3 * bColumn] ?? 0);
        i += aInner;
        j += bInner;
      }
      const at = outputAt + row * shape.outputRow + column * outputColumn;
      output[at] = s0;
      output[at + outputColumn] = s1;
      output[at + 2 * outputColumn] = s2;
      output[at + 3 * outputColumn] = s3;
    }
  }
  for (; column < columns; column += 1) {
    for (let row = 0; row < rows; row += 1) {
      let sum = bias?.[biasAt + column * biasColumn] ?? 0;
      let i = aAt + row * shape.aRow;
      let j = bAt + column * bColumn;
      for (let k = 0; k < inner; k += 1) {
        sum += (a[i] ?? 0) * (b[j] ?? 0);
        i += aInner;
        j += bInner;
      }
      output[outputAt + row * shape.outputRow + column * outputColumn] = sum;
    }
  }
}
