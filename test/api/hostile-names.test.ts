import ts from "typescript";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/api/compile.js";
import { writeSafetensors } from "../../src/formats/safetensors.js";
import { importText } from "../support/compile.js";
import { hidden } from "../support/hostile.js";
import { sourcesOf, type Source } from "../support/hostile-networks.js";

const seed = 41;

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
  return value.map(({ name, text = "" }) => ({ name, text }));
}

describe(`hostile names (texts from seed ${seed})`, () => {
  const [large, small] = [sourcesOf(seed, 200, 7_500), sourcesOf(seed, 30, 0)];

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
});
