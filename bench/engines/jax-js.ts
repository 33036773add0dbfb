import { readFileSync } from "node:fs";
import type { Engine } from "../harness/engine.js";
import { importPeer } from "../harness/peers.js";

/** What is used of jax-js, seen without its types. */
interface Jax {
  init(device: string): Promise<readonly string[]>;
  defaultDevice(device: string): unknown;
  jit(run: Run): Run;
  readonly numpy: { array(data: Float32Array): { reshape(shape: readonly number[]): JaxArray } };
}

interface JaxOnnx {
  readonly ONNXModel: new (bytes: Uint8Array) => { run: Run; dispose(): void };
}

interface JaxArray {
  data(): Promise<Float32Array>;
}

type Run = (inputs: Readonly<Record<string, JaxArray>>) => Readonly<Record<string, JaxArray>>;

export const engine: Engine = {
  async load({ folded, input, output }) {
    const jax = (await importPeer("@jax-js/jax")) as Jax;
    const { ONNXModel } = (await importPeer("@jax-js/onnx")) as JaxOnnx;
    if (!(await jax.init("wasm")).includes("wasm")) throw new Error("its wasm backend does not start");
    jax.defaultDevice("wasm");
    const model = new ONNXModel(readFileSync(folded.onnx));
    const run = jax.jit((inputs) => model.run(inputs));
    return {
      async run(image) {
        const results = run({ [input.name]: jax.numpy.array(image).reshape(input.shape) });
        return (await results[output]?.data()) ?? new Float32Array();
      },
      close: () => {
        model.dispose();
      },
    };
  },
};
