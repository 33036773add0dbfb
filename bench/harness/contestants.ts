import type { EngineOptions } from "./engine.js";

/** An engine with its settings, as a column of the table. */
export interface Contestant extends EngineOptions {
  readonly name: string;
  /** File in `engines/`, without its ending. */
  readonly engine: string;
  /** The networks that it is measured on; all where left out. */
  readonly networks?: readonly string[];
  /** The package whose version is told; absent for this one. */
  readonly package?: string;
  /** Version of Node that runs it, where it is not the one that runs the benchmark. */
  readonly node?: string;
}

const plain = { threads: 1, revectorize: false };

/** What is measured, ours first. */
const contestants: readonly Contestant[] = [
  { name: "cnnc", engine: "cnnc", ...plain },
  { name: "cnnc 2 threads", engine: "cnnc", ...plain, threads: 2 },
  { name: "cnnc revectorized", engine: "cnnc", ...plain, revectorize: true, node: "26.10.0" },
  { name: "ort-web", engine: "onnxruntime-web", package: "onnxruntime-web", ...plain },
  { name: "ort-web 2 threads", engine: "onnxruntime-web", package: "onnxruntime-web", ...plain, threads: 2 },
  { name: "ort-node", engine: "onnxruntime-node", package: "onnxruntime-node", ...plain },
  {
    name: "ort-node 2 threads",
    engine: "onnxruntime-node",
    package: "onnxruntime-node",
    ...plain,
    threads: 2,
  },
  { name: "tfjs-wasm", engine: "tfjs-wasm", package: "@tensorflow/tfjs-backend-wasm", ...plain },
  // A run takes it seconds, and minutes on the others.
  { name: "jax-js", engine: "jax-js", package: "@jax-js/jax", networks: ["squeezenet1_1"], ...plain },
];

/** Those of the columns `names`, which commas part, or all. */
export function contestantsNamed(names: string | undefined): readonly Contestant[] {
  if (names === undefined) return contestants;
  return names.split(",").map((wanted) => {
    const found = contestants.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    throw new Error(
      `no engine is named ${wanted}; there are ${contestants.map(({ name }) => name).join(", ")}`,
    );
  });
}
