import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Engine, EngineOptions } from "../harness/engine.js";
import type { WeightSource } from "../../src/runtime/shared/weightSource.js";

/** What a compiled module exports, seen without its types. */
interface CompiledModule {
  load(weights: WeightSource, options: EngineOptions): Promise<CompiledNetwork>;
}

interface CompiledNetwork {
  runSync(inputs: Readonly<Record<string, Float32Array>>): Readonly<Record<string, Float32Array>>;
  destroy(): void;
}

export const engine: Engine = {
  async load({ module: path, weights, input, output }, options) {
    const module = (await import(pathToFileURL(path).href)) as CompiledModule;
    const file = openSync(weights, "r");
    const network = await module.load(source(file), options);
    closeSync(file);
    return {
      run: (image) => network.runSync({ [input.name]: image })[output] ?? new Float32Array(),
      close: () => {
        network.destroy();
      },
    };
  },
};

function source(file: number): WeightSource {
  return {
    size: fstatSync(file).size,
    read(begin, end) {
      const bytes = Buffer.allocUnsafe(end - begin);
      readSync(file, bytes, 0, bytes.length, begin);
      return Promise.resolve(bytes);
    },
  };
}
