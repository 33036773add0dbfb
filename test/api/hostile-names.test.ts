import { instance } from "@viz-js/viz";
import { SaxesParser } from "saxes";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/api/compile.js";
import { drawNetwork } from "../../src/api/graph.js";
import { analysePlanned, checkNetwork } from "../../src/api/network.js";
import { reportJson } from "../../src/api/report/json.js";
import { renderReport } from "../../src/api/report/text.js";
import type { Host } from "../../src/api/host.js";
import { visibleJson } from "../../src/diagnostics/visible.js";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { importText, readRuntime } from "../support/compile.js";
import { hidden, hostileIdentifiers, hostileTexts } from "../support/hostile.js";

const seed = 41;

/** Gives names and texts, each time others. */
interface Namer {
  /** A name that is given once a scope. */
  name(scope: string): string;
  text(): string;
}

function namer(nameAt: (index: number) => string, textAt: (index: number) => string): Namer {
  const given = new Map<string, number>();
  const next = (scope: string): number => {
    const index = given.get(scope) ?? 0;
    given.set(scope, index + 1);
    return index;
  };
  return { name: (scope) => nameAt(next(scope)), text: () => textAt(next("text")) };
}

const tame = () =>
  namer(
    (index) => `name${index}`,
    (index) => `text ${index}`,
  );
const hostile = () => namer((index) => hostileIdentifiers[index] ?? "", hostileTexts(seed));

interface Source {
  readonly entry: string;
  readonly host: Host;
  /** Names and texts in it. */
  readonly names: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A network of so many block calls, each with an input, an output, and six names and four texts more. */
function sourceOf(give: Namer, calls: number, labelCount: number): Source {
  let names = 0;
  const name = (scope: string): string => {
    names += 1;
    return give.name(scope);
  };
  const text = (): string => {
    names += 1;
    return give.text();
  };
  const labels = Array.from({ length: labelCount }, text);
  const [file, labelFile] = [`${text()}.cnn`, `${text()}.txt`].map((path) => path.replace(/[/\\\0]/g, ":"));
  const model = name("visible");
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const parts = Array.from({ length: calls }, () => {
    const [block, parameter, layer] = [name("visible"), name("visible"), name("layer")];
    const [input, output] = [name("visible"), name("visible")];
    inputs.push(input);
    outputs.push(output);
    return {
      block: `/// ${text()}\n/// ${text()}\nblock ${block}(${parameter}: int) {\n  dense(${parameter}) as ${layer}\n  tanh as ${name("layer")}\n}\n`,
      input: `  input ${input}: [2]\n`,
      chain: `  ${input} -> ${block}(3) as ${name("site")} -> dense(2) as ${name("site")}\n  /// ${text()}\n  output ${output} = relu as ${name("site")} labels ["${text()}", "right"]\n`,
    };
  });
  const source = [
    ...parts.map(({ block }) => block),
    `/// ${text()}\nmodel ${model} {\n`,
    ...parts.map(({ input }) => input),
    ...parts.map(({ chain }) => chain),
    labelCount === 0 ? "" : `  output ${name("visible")} = dense(${labelCount}) labels "${labelFile}"\n`,
    "}\n",
  ].join("");
  return {
    entry: file ?? "",
    host: {
      readSource: (path) =>
        path === file ? source : path === labelFile ? labels.join("\n") : { reason: path },
      readRuntime: (path, kind) => (kind === "d.ts" ? "" : readRuntime(path, kind)),
    },
    names,
    inputs,
    outputs,
  };
}

/** The kinds of all nodes of a module, in order; a property's name may be an identifier, or a string in brackets. */
function skeleton(text: string, path: string): string {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  const { parseDiagnostics } = file as unknown as { readonly parseDiagnostics: readonly ts.Diagnostic[] };
  expect(parseDiagnostics.map(({ messageText }) => messageText)).toEqual([]);
  const kinds: string[] = [];
  const visit = (node: ts.Node): void => {
    const isName = ts.isComputedPropertyName(node) && ts.isStringLiteral(node.expression);
    kinds.push(isName ? "Identifier" : ts.SyntaxKind[node.kind]);
    if (!isName) ts.forEachChild(node, visit);
  };
  visit(file);
  return kinds.join(" ");
}

async function modules({ entry, host }: Source, format: "ts" | "js") {
  const options = { entry, format, runtime: "import", batch: 1, without: [] } as const;
  const { value = [], diagnostics } = await compile(host, options);
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual(
    [],
  );
  return value;
}

function checked({ entry, host }: Source) {
  const { value } = checkNetwork(host, { entry });
  if (value === undefined) throw new Error("the network is in error");
  return value;
}

async function picture(source: Source, format: "svg" | "dot"): Promise<string> {
  const drawn = await drawNetwork(checked(source), { entry: source.entry, format });
  if (typeof drawn !== "string") throw new Error(drawn.message);
  return drawn;
}

describe(`hostile names (texts from seed ${seed})`, () => {
  const large = { tame: sourceOf(tame(), 200, 7_500), hostile: sourceOf(hostile(), 200, 7_500) };
  const small = { tame: sourceOf(tame(), 30, 0), hostile: sourceOf(hostile(), 30, 0) };

  it("are 10,000", () => {
    expect(large.hostile.names).toBeGreaterThan(10_000);
  });

  it.each(["ts", "js"] as const)(
    "change no syntax of a module, and hide nothing in it: %s",
    async (format) => {
      const source = format === "ts" ? large : small;
      const [plain, files] = [await modules(source.tame, format), await modules(source.hostile, format)];
      expect(files).toHaveLength(format === "ts" ? 1 : 2);
      files.forEach(({ name, text }, index) => {
        expect(text).not.toMatch(hidden);
        expect(skeleton(text, name) === skeleton(plain[index]?.text ?? "", name)).toBe(true);
      });
    },
  );

  it("are what they were in a module, which computes what it would by other names", async () => {
    const run = async (source: Source) => {
      const options = {
        entry: source.entry,
        format: "js",
        runtime: "inline",
        batch: 1,
        without: [],
      } as const;
      const { value = [] } = await compile(source.host, options);
      const module = await importText(value[0]?.text ?? "");
      const { inputs, weights } = module.model as unknown as {
        readonly inputs: object;
        readonly weights: readonly { readonly path: string; readonly shape: readonly number[] }[];
      };
      const tensors = weights.map(({ path, shape }, number) => {
        const data = Float32Array.from(
          { length: shape.reduce((a, b) => a * b, 1) },
          (_, i) => ((number + i) % 7) / 7,
        );
        return { name: path, shape, data };
      });
      const given = Object.keys(inputs).map((name, index) => [name, Float32Array.of(index, 1)] as const);
      const outputs = module.loadSync(writeSafetensors(tensors)).runSync(Object.fromEntries(given));
      return { module, outputs };
    };
    const [plain, { module, outputs }] = [await run(small.tame), await run(small.hostile)];
    expect(Object.keys(module.model.inputs)).toEqual(small.hostile.inputs);
    expect(Object.keys(outputs)).toEqual(small.hostile.outputs);
    expect(Object.values(outputs)).toEqual(Object.values(plain.outputs));
    expect(Object.getPrototypeOf(Object.prototype)).toBeNull();
  });

  it("are text in SVG", async () => {
    const elements = (xml: string): readonly string[] => {
      const names: string[] = [];
      const parser = new SaxesParser();
      parser.on("error", (failure) => {
        throw failure;
      });
      parser.on("opentag", ({ name, attributes }) =>
        names.push([name, ...Object.keys(attributes)].join(" ")),
      );
      parser.write(xml).close();
      return names.sort();
    };
    const drawn = await picture(small.hostile, "svg");
    expect(drawn).not.toMatch(hidden);
    expect(elements(drawn)).toEqual(elements(await picture(small.tame, "svg")));
  });

  it("are text in DOT", async () => {
    const graphviz = await instance();
    const objects = (dot: string): readonly string[] => {
      const result = graphviz.render(dot, { format: "dot_json", engine: "nop" });
      if (result.status === "failure")
        throw new Error(result.errors.map(({ message }) => message).join("\n"));
      const read = JSON.parse(result.output) as {
        readonly objects: readonly { readonly name: string }[];
        readonly edges: readonly { readonly tail: number; readonly head: number }[];
      };
      return [
        ...read.objects.map(({ name }) => name),
        ...read.edges.map(({ tail, head }) => `${tail} ${head}`),
      ];
    };
    const drawn = await picture(large.hostile, "dot");
    expect(drawn).not.toMatch(hidden);
    expect(objects(drawn)).toEqual(objects(await picture(large.tame, "dot")));
  });

  it("are text in a report, and the same values in its JSON, which hides nothing", () => {
    const analysis = analysePlanned(checked(large.hostile));
    const text = visibleJson(reportJson(analysis), 2);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(reportJson(analysis))));
    expect(text).not.toMatch(hidden);
    const lines = (source: Source): string =>
      renderReport(analysePlanned(checked(source)), { width: 100, colour: false, depth: 9 });
    expect(lines(large.hostile)).not.toMatch(hidden);
    expect(renderReport(analysis, { width: 60, colour: false })).not.toMatch(hidden);
  });
});
