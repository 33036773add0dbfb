import { philox4x32 } from "./philox.js";

/** How a tensor gets its first values. */
export type InitialValues =
  | {
      readonly kind: "scaled";
      readonly scheme: "xavier" | "he" | "lecun";
      readonly distribution: "uniform" | "normal";
      readonly fanIn: number;
      readonly fanOut: number;
    }
  | { readonly kind: "fill"; readonly value: number };

/**
 * First values of the weight at `path`. Element i depends on nothing but `seed`, `path` and i: words 4j … 4j + 3 are
 * Philox of counter (j, 0, 0, upper half of the seed) under the key (lower half of the seed, FNV-1a of the path),
 * and word w stands for the uniform number (w + 1/2) / 2^32.
 *
 * Uniform values take one word each; normal values take words in pairs (Box & Muller 1958). `seed` is a non-negative
 * safe integer.
 */
export function initialise(
  shape: readonly number[],
  initialiser: InitialValues,
  seed: number,
  path: string,
): Float32Array {
  const values = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
  if (initialiser.kind === "fill") return values.fill(initialiser.value);
  const variance = varianceOf(initialiser);
  const fillBlock = initialiser.distribution === "uniform" ? uniform : normal;
  const scale = Math.sqrt(initialiser.distribution === "uniform" ? 3 * variance : variance);
  const [seedLow, seedHigh] = [seed >>> 0, Math.floor(seed / 2 ** 32)];
  const pathHash = fnv1a(path);
  const words = new Uint32Array(4);
  for (let i = 0; i < values.length; i += 4) {
    words[0] = i / 4;
    words[1] = 0;
    words[2] = 0;
    words[3] = seedHigh;
    philox4x32(words, seedLow, pathHash);
    fillBlock(words, scale, values, i);
  }
  return values;
}

/** Glorot & Bengio 2010 (xavier), He et al. 2015 (he), LeCun et al. 1998 (lecun). */
function varianceOf(initialiser: InitialValues & { readonly kind: "scaled" }): number {
  const { scheme, fanIn, fanOut } = initialiser;
  if (scheme === "xavier") return 2 / (fanIn + fanOut);
  return (scheme === "he" ? 2 : 1) / fanIn;
}

/** In (0, 1). */
function unit(word: number | undefined): number {
  return ((word ?? 0) + 0.5) / 2 ** 32;
}

/** Between -scale and scale. Writes past the end of `values` are lost, as typed arrays have it. */
function uniform(words: Uint32Array, scale: number, values: Float32Array, at: number): void {
  for (let lane = 0; lane < 4; lane += 1) values[at + lane] = scale * (2 * unit(words[lane]) - 1);
}

/** Standard deviation `scale`. */
function normal(words: Uint32Array, scale: number, values: Float32Array, at: number): void {
  for (let lane = 0; lane < 4; lane += 2) {
    const radius = scale * Math.sqrt(-2 * Math.log(unit(words[lane])));
    const angle = 2 * Math.PI * unit(words[lane + 1]);
    values[at + lane] = radius * Math.cos(angle);
    values[at + lane + 1] = radius * Math.sin(angle);
  }
}

/** The 32-bit FNV-1a hash of the text's UTF-8 bytes (Fowler, Noll & Vo). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
