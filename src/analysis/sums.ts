/** What is counted, of a layer, a block or a network. Work and activations are those of one sample. */
export interface Sums {
  /** Trainable numbers; a weight that several layers share belongs to the first. */
  readonly params: number;
  /** Numbers that are kept but not trained, such as running statistics. */
  readonly buffers: number;
  /** Multiply-adds of convolutions and dense layers. */
  readonly macs: number;
  /** Other arithmetic operations and comparisons. */
  readonly elementwise: number;
  /** Elements of the results. */
  readonly activations: number;
}

export function sumOf(parts: readonly Sums[]): Sums {
  const total = (count: keyof Sums): number => parts.reduce((sum, part) => sum + part[count], 0);
  return {
    params: total("params"),
    buffers: total("buffers"),
    macs: total("macs"),
    elementwise: total("elementwise"),
    activations: total("activations"),
  };
}
