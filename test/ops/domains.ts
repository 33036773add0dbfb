/** Inputs whose elements an operator takes positive only. */
export const positive: Readonly<Record<string, readonly number[]>> = {
  sqrt: [0],
  power: [0],
  batchnorm: [4],
};
