import fc from "fast-check";
import ts from "typescript";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Graph, Picture } from "../../../src/ir/graph.js";
import { operators } from "../../../src/ops/index.js";
import { differentiate } from "../../../src/passes/differentiate.js";
import { runPipeline } from "../../../src/passes/pipeline.js";
import { run } from "../../../src/reference/run.js";
import { pictureToTensor, type Pixels } from "../../../src/runtime/shared/pictureToTensor.js";
import { emitDeclarations, emitModule, joinSections } from "../../../src/targets/cpu/emit/module.js";
import type { EmitOptions } from "../../../src/targets/cpu/emit/side.js";
import { emitAutoDeclarations, emitAutoModule } from "../../../src/targets/auto/module.js";
import { emitGpuDeclarations, emitGpuModule } from "../../../src/targets/webgpu/emit/module.js";
import { scheduleForGpu } from "../../../src/targets/webgpu/plan.js";
import { schedule } from "../../../src/targets/cpu/plan.js";
import { lenet5, residual, TestNetwork } from "../../support/test-network.js";
import { relativeError } from "../../ops/cases.js";
import { tolerance } from "../../support/agreement.js";
import { emitGraph, float32, importText, readRuntime, weightFile } from "../../support/compile.js";
import { feedsOf, networks } from "../../support/networks.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Names that mean something in JavaScript, in a comment, in a string, or to an object. */
const hostileNames = [
  "*/ throw 1 /*",
  "`${process.exit()}`",
  "a\nthrow 1",
  "a\rthrow 1",
  "a\u2028throw 1",
  "a\u2029throw 1",
  '"; throw 1; "',
  "\\",
  "__proto__",
  "constructor",
  "toString",
  "class",
  "arena",
  "at",
  "0",
  "名前",
  "$&",
];

const picture: Picture = { channels: "gray", resize: 0, range: [0, 1], mean: [0.5], std: [2] };

/** A network in which everything that has a name is called `name`, or begins with it. */
function hostile(name: string): Graph {
  const net = new TestNetwork();
  net.builder.input(`${name}.picture`, ["N", 1, 1, 2], { picture });
  const x = net.builder.input(name, ["N", 2]);
  const inside = net.within(name, name, () => {
    const dense = net.layer("dense", `${name}.${name}`, x, { units: 2 });
    return net.layer("softmax", `${name}.softmax`, dense);
  });
  net.builder.output(name, inside, { kind: "output" }, name);
  net.builder.output("other", net.layer("tanh", name, x));
  return net.builder.finish(name, name);
}

const facts = (name: string) => ({
  header: [name],
  parameters: 1234567,
  buffers: 0,
  macs: 1,
  trainingWeights: [],
});

function programOf(graph: Graph, batch = 1, portable = false) {
  return schedule(runPipeline(graph, { operators }).graph, operators, { batch, portable });
}

async function typescriptOf(
  graph: Graph,
  runtime: EmitOptions["runtime"],
  portable = false,
): Promise<string> {
  const options = { format: "ts", portable, runtime, readRuntime } as const;
  return joinSections(await emitModule(programOf(graph, 2, portable), facts(graph.name), options));
}

function withGradients(graph: Graph): Graph {
  const result = differentiate(
    graph,
    operators,
    graph.weights.map(({ value }) => value),
  );
  if ("code" in result) throw new Error(result.message);
  return result;
}

describe("emitted TypeScript", async () => {
  const folder = `${root}emitted`;
  // What a module needs of its platform beyond the language, in place of the large lib.dom.d.ts.
  const platform = `declare class TextDecoder {
    constructor(label: string, options: { fatal?: boolean; ignoreBOM?: boolean });
    decode(bytes: Uint8Array): string;
  }`;
  const emitted = new Map([[`${folder}/platform.d.ts`, platform]]);
  const add = async (name: string, graph: Graph, runtime: EmitOptions["runtime"]): Promise<void> => {
    emitted.set(`${folder}/${name}.${runtime}.ts`, await typescriptOf(graph, runtime));
    emitted.set(`${folder}/${name}.${runtime}.portable.ts`, await typescriptOf(graph, runtime, true));
  };
  await add("lenet5", lenet5(), "inline");
  await add("lenet5", lenet5(), "import");
  await add("residual", residual(), "import");
  await add("gradients", withGradients(lenet5()), "inline");
  for (const [index, name] of hostileNames.entries()) {
    await add(`hostile${index}`, hostile(name), "import");
  }
  // Fusion and branches leave the calls of a block instance in several pieces; some of these have such.
  for (const [index, graph] of fc.sample(networks, { seed: 6, numRuns: 20 }).entries()) {
    await add(`random${index}`, graph, "import");
  }
  const declared = emitDeclarations(programOf(lenet5()), facts("lenet5"), {
    format: "js",
    runtime: "import",
    readRuntime,
  });
  emitted.set(`${folder}/declared.d.ts`, declared);
  const uses = ["./lenet5.inline.js", "./lenet5.import.js", "./declared.js"].map(
    (from, index) => `import { load, loadSync, model, type Model } from "${from}";
      export async function use${index}(bytes: Uint8Array): Promise<Float32Array> {
        const network: Model = index > 0 ? await load(bytes) : loadSync(bytes, { names: new Map() });
        const index2: number = model.weights.length + model.inputs.image.shape.length;
        const outputs = await network.run({ image: new Float32Array(index2) });
        return network.runSync({ image: outputs.logits }, outputs).logits;
      }
      const index: number = ${index};`,
  );
  const both = { cpu: programOf(lenet5()), webgpu: scheduleForGpu(lenet5(), operators, 1) };
  for (const runtime of ["inline", "import"] as const) {
    const options = { format: "ts", runtime, readRuntime } as const;
    const auto = joinSections(await emitAutoModule(both, facts("auto"), options));
    emitted.set(`${folder}/auto.${runtime}.ts`, auto);
    emitted.set(`${folder}/gpu.${runtime}.ts`, emitGpuModule(both.webgpu, facts("gpu"), options).module);
  }
  const beside = { format: "js", runtime: "import", readRuntime } as const;
  emitted.set(`${folder}/auto.declared.d.ts`, emitAutoDeclarations(both.cpu, facts("auto"), beside));
  emitted.set(`${folder}/gpu.declared.d.ts`, emitGpuDeclarations(both.webgpu, facts("gpu"), beside));
  for (const target of ["auto", "gpu"]) {
    const given = target === "auto" ? `{ target: "cpu", threads: 1 }` : "{}";
    for (const kind of ["inline", "import", "declared"]) {
      uses.push(`import { load, GpuError, type Model } from "./${target}.${kind}.js";
        export async function use(bytes: Uint8Array, image: Float32Array): Promise<Float32Array> {
          const network: Model = await load(bytes, ${given});
          const { logits } = await network.run({ image });
          network.destroy();
          return network.target === "webgpu" ? logits : new Float32Array();
        }
        export const isLost = (error: GpuError): boolean => error.code === "device-lost";`);
    }
  }
  uses.forEach((text, index) => emitted.set(`${folder}/use${index}.ts`, text));

  const parsed = new Map<string, ts.SourceFile | undefined>();

  function errorsUnder(flags: ts.CompilerOptions): string[] {
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      paths: { "cnnc/runtime": [`${root}src/runtime/index.ts`] },
      types: [],
      skipDefaultLibCheck: true,
      noEmit: true,
      ...flags,
    };
    const disk = ts.createCompilerHost(options);
    const host: ts.CompilerHost = {
      ...disk,
      directoryExists: (path) => path === folder || ts.sys.directoryExists(path),
      fileExists: (path) => emitted.has(path) || disk.fileExists(path),
      readFile: (path) => emitted.get(path) ?? disk.readFile(path),
      getSourceFile: (path, language) => {
        const text = emitted.get(path);
        if (!parsed.has(path)) {
          const held = text === undefined ? undefined : ts.createSourceFile(path, text, language);
          parsed.set(path, held ?? disk.getSourceFile(path, language));
        }
        return parsed.get(path);
      },
    };
    const program = ts.createProgram([...emitted.keys()], options, host);
    return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const line = file?.text.slice(0, start).split("\n").length ?? 0;
      return `${file?.fileName ?? ""}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  }

  it("has no errors under strict, nor under the settings beyond it", () => {
    expect(errorsUnder({ strict: true })).toEqual([]);
    const beyond = {
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
    };
    expect(errorsUnder({ strict: true, ...beyond })).toEqual([]);
  });
});

describe("equal instances of a block", () => {
  function stages(): Promise<string> {
    const net = new TestNetwork();
    let x = net.builder.input("image", ["N", 4, 6, 6]);
    for (const [index, stride] of [2, 1, 1, 1].entries()) {
      const path = `stage.${index}`;
      x = net.within("unit", path, () => {
        const conv = net.layer("conv", `${path}.conv1`, x, { filters: 4, kernel: 3, stride, pad: 1 });
        return net.layer("maxpool", `${path}.pool1`, conv, { kernel: 3, stride: 1, pad: 1 });
      });
    }
    net.builder.output("y", x);
    return emitGraph(net.builder.finish("stages"), 1, { portable: true });
  }

  it("share one function, which names them, and unequal ones have their own", async () => {
    const text = await stages();
    const functions = [...text.matchAll(/^\/\*\* unit: (.*) \*\/\nfunction\*? (\w+)\(/gm)];
    expect(functions.map(([, instances, name]) => `${name ?? ""}: ${instances ?? ""}`)).toEqual([
      "unit1: stage.0",
      "unit2: stage.1, stage.2, stage.3",
      "load_unit1: stage.0, stage.1, stage.2, stage.3",
    ]);
    expect(text.match(/^ *unit2\(/gm)).toHaveLength(3);
    expect(text.match(/^function conv\d\(/gm)).toHaveLength(2);
  });
});

describe("hostile names", () => {
  it.each(hostileNames)("%j breaks nothing", async (name) => {
    const graph = hostile(name);
    const code = joinSections(
      await emitModule(programOf(graph, 2), facts(name), {
        format: "js",
        runtime: "inline",
        readRuntime,
      }),
    );
    const module = await importText(code);
    expect(module.model.name).toBe(name);
    expect(module.model.weights.map(({ path }) => path)).toEqual(graph.weights.map(({ path }) => path));
    const feeds = feedsOf(graph, 2);
    const inputs = Object.fromEntries([...feeds.inputs].map(([input, tensor]) => [input, float32(tensor)]));
    const outputs = new Map(Object.entries(module.loadSync(weightFile(feeds.weights)).runSync(inputs)));
    for (const [output, expected] of run(graph, operators, feeds)) {
      const data = Float64Array.from(outputs.get(output) ?? []);
      const actual = { shape: expected.shape, data };
      expect(relativeError(actual, expected), output).toBeLessThan(tolerance);
    }
    expect(Object.hasOwn(module.model.inputs, name)).toBe(true);
    const pixels = { width: 2, height: 1, data: [255, 255, 255, 255, 0, 0, 0, 255] };
    expect(module.preprocess?.[`${name}.picture`]?.(pixels)).toEqual(Float32Array.of(0.25, -0.25));
  });
});

describe("an input that takes pictures", () => {
  function network(names: readonly string[]): Graph {
    const net = new TestNetwork();
    net.builder.input("vector", ["N", 3]);
    names.forEach((name, index) => {
      const x = net.builder.input(name, ["N", 3, 2, 4], { picture: { ...rule, resize: index } });
      net.builder.output(`${name}Out`, net.layer("relu", name, x));
    });
    return net.builder.finish("pictures");
  }
  const rule: Picture = { channels: "bgr", resize: 0, range: [-1, 1], mean: [0.1, 0.2, 0.3], std: [1, 2, 3] };
  const pixels: Pixels = {
    width: 5,
    height: 3,
    data: Uint8ClampedArray.from({ length: 60 }, (_, i) => 83 * i),
  };

  it("has a function in `preprocess` that gives its tensor, new or where it is wanted", async () => {
    const { preprocess } = await importText(await emitGraph(network(["left", "__proto__"]), 2));
    expect(Object.keys(preprocess ?? {})).toEqual(["left", "__proto__"]);
    for (const [index, name] of ["left", "__proto__"].entries()) {
      const expected = pictureToTensor(pixels, { ...rule, resize: index }, [3, 2, 4]);
      expect(preprocess?.[name]?.(pixels)).toEqual(expected);
      const batch = new Float32Array(48);
      expect(preprocess?.[name]?.(pixels, batch.subarray(24)).buffer).toBe(batch.buffer);
      expect(batch).toEqual(Float32Array.of(...new Float32Array(24), ...expected));
    }
  });

  it("is what brings the code for it into a module", async () => {
    for (const runtime of ["inline", "import"] as const) {
      expect(await typescriptOf(network(["image"]), runtime)).toMatch(/\bpictureToTensor\b/);
      expect(await typescriptOf(network([]), runtime)).not.toMatch(/preprocess|pictureToTensor|Pixels/);
    }
  });
});

describe("a call with its outputs given", () => {
  const counted = ["subarray", "slice", "map", "filter"] as const;
  const prototype = Object.getPrototypeOf(Float32Array.prototype) as Record<string, unknown>;

  /** How many typed arrays `body` makes. */
  function arraysMadeBy(body: () => void): number {
    let made = 0;
    const original = globalThis.Float32Array;
    const methods = counted.map((name) => [name, prototype[name]] as const);
    globalThis.Float32Array = new Proxy(original, {
      construct(target, given, newTarget) {
        made += 1;
        return Reflect.construct(target, given, newTarget) as object;
      },
    });
    for (const [name, method] of methods) {
      prototype[name] = function (this: Float32Array, ...given: unknown[]): unknown {
        made += 1;
        return Reflect.apply(method as (...all: unknown[]) => unknown, this, given);
      };
    }
    try {
      body();
    } finally {
      globalThis.Float32Array = original;
      for (const [name, method] of methods) prototype[name] = method;
    }
    return made;
  }

  it.each([lenet5(), residual()])("makes no typed array: $name", async (graph) => {
    const module = await importText(await emitGraph(graph, 2));
    const feeds = feedsOf(graph, 4);
    const network = module.loadSync(weightFile(feeds.weights));
    const inputs = Object.fromEntries([...feeds.inputs].map(([name, tensor]) => [name, float32(tensor)]));
    const outputs: Record<string, Float32Array> = {};
    expect(arraysMadeBy(() => Object.assign(outputs, network.runSync(inputs)))).toBe(
      Object.keys(outputs).length,
    );
    expect(arraysMadeBy(() => network.runSync(inputs, outputs))).toBe(0);
  });
});

describe("an input without a batch", () => {
  const net = new TestNetwork();
  const [x, scale] = [net.builder.input("x", ["N", 2]), net.builder.input("scale", [2])];
  net.builder.output("y", net.join("mul", "mul1", [x, scale]));
  const graph = net.builder.finish("net");
  const ones = Float32Array.from({ length: 6 }, () => 1);
  const load = async () => (await importText(await emitGraph(graph, 2))).loadSync(weightFile(new Map()));

  it("serves every sample of any number", async () => {
    const { y } = (await load()).runSync({ x: ones, scale: new Float32Array([2, 3]) });
    expect(y).toEqual(new Float32Array([2, 3, 2, 3, 2, 3]));
  });

  it("has as many elements as its shape", async () => {
    const network = await load();
    expect(() => network.runSync({ x: ones, scale: ones })).toThrow("input scale must have 2 elements");
  });

  it("is declared so", async () => {
    const text = await typescriptOf(graph, "import");
    expect(text).toContain("`[2]`, row-major.");
    expect(text).toContain("`[N, 2]`, row-major.");
  });
});

describe("the module's text", () => {
  it.each([false, true])("is the same every time, portable: %j", async (portable) => {
    const text = await typescriptOf(residual(), "inline", portable);
    expect(await typescriptOf(residual(), "inline", portable)).toBe(text);
  });

  it("has one loop for axes that every operand walks evenly, and one more for each that is repeated", async () => {
    const loops = async (shape: readonly number[]): Promise<number> => {
      const net = new TestNetwork();
      const offset = net.builder.at({ path: "offset", blocks: [] });
      const constant = offset.apply("constant", { shape, data: [1, 2, 3, 4].slice(0, shape[0]) }, []);
      const x = net.builder.input("x", ["N", 4, 3, 3]);
      net.builder.output("y", net.join("add", "add1", [x, constant]));
      const text = await emitGraph(net.builder.finish("net"), 2, { portable: true });
      const [, kernel = ""] = text.split("function elementwise1(");
      return kernel.slice(0, kernel.indexOf("function")).split("for (").length - 1;
    };
    expect(await loops([1])).toBe(1);
    expect(await loops([4, 1, 1])).toBe(3);
  });

  it("holds of the runtime only what it calls", async () => {
    const text = await emitGraph(lenet5(), 1, { portable: true });
    expect(text).toContain("function averagePool2d(");
    expect(text).not.toContain("function maxPool2d(");
    expect(text).not.toMatch(/^import /m);
    expect(await emitGraph(lenet5(), 1, { runtime: "import", portable: true })).toMatch(
      /^import \{[^}]*\} from "cnnc\/runtime";$/m,
    );
  });
});
