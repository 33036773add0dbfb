import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Engine, EngineOptions } from "../harness/engine.js";
import type { WeightSource } from "../../src/runtime/shared/weightSource.js";

/** What a compiled module exports, seen without its types. */
interface CompiledModule {
  load(weights: WeightSource, options: EngineOptions): Promise<CompiledNetwork>;
}

interface CompiledNetwork {
  runSync(inputs: Readonly<Record<string, Float32Array>>): Readonly<Record<string, Float32Array>>;
  close?(): Promise<void> | void;
}

export const engine: Engine = {
  async load({ module: path, weights, input, output }, options) {
    const url = pathToFileURL(path);
    requireSupport(url, options);
    const module = (await import(url.href)) as CompiledModule;
    const file = openSync(weights, "r");
    const network = await module.load(source(file), options);
    closeSync(file);
    return {
      run: (image) => network.runSync({ [input.name]: image })[output] ?? new Float32Array(),
      close: () => network.close?.(),
    };
  },
};

/** A module compiled without threads or WebAssembly would ignore these options, and be measured as what it is not. */
function requireSupport(url: URL, { threads, revectorize }: EngineOptions): void {
  if (threads === 1 && !revectorize) return;
  const [feature, trace] = revectorize
    ? ["pairs of registers", "revectorize"]
    : ["threads", "SharedArrayBuffer"];
  if (!readFileSync(url, "utf8").includes(trace)) throw new Error(`the compiled module has no ${feature}`);
}

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
