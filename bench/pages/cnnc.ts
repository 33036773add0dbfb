import { bytes, measure, start, type PageEngine } from "./page.js";

/** What a compiled module exports, seen without its types. */
interface CompiledModule {
  readonly load: (weights: ArrayBuffer) => Promise<{
    run(inputs: Readonly<Record<string, Float32Array>>): Promise<Readonly<Record<string, Float32Array>>>;
  }>;
}

const engine: PageEngine = {
  async load({ files, input, output }) {
    const [{ load }, weights] = await Promise.all([
      import(files.module) as Promise<CompiledModule>,
      bytes(files.weights),
    ]);
    const network = await load(weights);
    return {
      run: async () => (await network.run({ [input.name]: input.data }))[output] ?? new Float32Array(),
    };
  },
};

export default { start: (address: string) => start(engine, address), measure };
