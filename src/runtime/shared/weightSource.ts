/** Bytes that are read by range, such as a file or a URL. */
export interface WeightSource {
  readonly size: number;
  /** The bytes from `begin` up to `end`, which is not included. */
  read(begin: number, end: number): Promise<Uint8Array>;
}

/** Bytes already in memory; reads are views, not copies. */
export function bytesSource(bytes: Uint8Array | ArrayBuffer): WeightSource {
  const whole = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  return {
    size: whole.length,
    read: (begin, end) => Promise.resolve(whole.subarray(begin, end)),
  };
}
