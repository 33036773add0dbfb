import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { passNames } from "../../../src/api/compile.js";
import { defineConfig } from "../../../src/api/config/config.js";
import { readJson, unplaced } from "../../../src/api/config/places.js";
import { validateConfig } from "../../../src/api/config/validate.js";

const file = "cnnc.config.json";
const schema = JSON.parse(
  readFileSync(new URL("../../../src/api/config/config.schema.json", import.meta.url), "utf8"),
) as {
  readonly $defs: { readonly model: { readonly properties: Record<string, { readonly items?: object }> } };
};
const fitsSchema = new Ajv2020({ allowUnionTypes: true }).compile(schema);

/** Findings with the text that they point at. */
function findings(text: string): readonly (readonly [at: string, message: string, help?: string])[] {
  const placed = readJson(text, file);
  if ("code" in placed) throw new Error(placed.message);
  const result = validateConfig(placed);
  if (!("length" in result)) return [];
  return result.map(({ message, labels: [label], help }) => {
    const at = text.slice(label?.span.start, label?.span.end);
    return help === undefined ? [at, message] : [at, message, help];
  });
}

const model = (more: string): string => `{ "models": [{ "file": "a.cnn", ${more} }] }`;

const sound = [
  '{ "models": [] }',
  '{ "$schema": "x.json", "models": [{ "file": "a.cnn" }] }',
  model('"model": "m", "set": { "n": 2, "w": 0.5, "b": true, "act": "relu" }, "output": "out"'),
  model('"format": "js", "runtime": "import", "batch": 8, "without": ["fold-batchnorm"], "weights": "w"'),
  model('"weights": "w", "names": "n.json"'),
  model('"taps": true'),
  model('"portable": true, "wasm": "inline", "relaxedSimd": false, "tuning": false'),
  model('"target": "cpu", "wasm": "file", "relaxedSimd": true, "numerics": "fast", "tuning": "t.json"'),
  model('"taps": ["stage1.features"]'),
];

const wrong: readonly (readonly [text: string, ...found: ReturnType<typeof findings>])[] = [
  ["3", ["3", "a configuration is an object, not 3"]],
  ["{}", ["{}", "a configuration needs `models`"]],
  ['{ "models": {} }', ["{}", "`models` must be a list of models, not an object"]],
  ['{ "models": ["a.cnn"] }', ['"a.cnn"', 'a model is an object, not "a.cnn"']],
  ['{ "models": [{}] }', ["{}", "a model needs `file`"]],
  [
    '{ "models": [], "modles": 1 }',
    ['"modles"', "a configuration has no `modles`", "did you mean `models`?"],
  ],
  [model('"fromat": "js"'), ['"fromat"', "a model has no `fromat`", "did you mean `format`?"]],
  [model('"format": "wasm"'), ['"wasm"', '`format` must be "ts" or "js", not "wasm"']],
  [model('"batch": 1.5'), ["1.5", "`batch` must be a whole number, 1 or more, not 1.5"]],
  [model('"set": { "n": [1] }'), ["[1]", "`n` must be a number, a text, true or false, not a list"]],
  [model('"set": 1'), ["1", "`set` must be an object of values by parameter, not 1"]],
  [model('"taps": "a"'), ['"a"', '`taps` must be true, false or a list of paths, not "a"']],
  [model('"names": "n.json"'), ['"names"', "`names` goes with `weights`"]],
  [model('"model": ""'), ['""', '`model` must be a text, not ""']],
  [
    model('"without": ["remove-dead", "fold"], "runtime": null'),
    ['"fold"', "there is no pass `fold`", `passes are ${passNames.join(", ")}`],
    ["null", '`runtime` must be "inline" or "import", not null'],
  ],
];

describe("a configuration", () => {
  it.each(sound)("is sound: %s", (text) => {
    expect(findings(text)).toEqual([]);
    expect(fitsSchema(JSON.parse(text))).toBe(true);
  });

  it.each(wrong.map(([text, ...found]) => ({ text, found })))(
    "is wrong at its place: $text",
    ({ text, found }) => {
      expect(findings(text)).toEqual(found);
      expect(fitsSchema(JSON.parse(text))).toBe(false);
    },
  );

  it.each([
    ["portable", `"portable": true`, "WebAssembly", { numerics: "exact" }],
    ["target", `"target": "webgpu"`, "the CPU", { portable: true }],
  ])("has no options that would do nothing beside `%s`", (beside, set, what, own) => {
    const idle = { wasm: "file", relaxedSimd: true, tuning: "t.json", ...own };
    for (const [option, value] of Object.entries(idle)) {
      expect(findings(model(`${set}, "${option}": ${JSON.stringify(value)}`))).toEqual([
        [`"${option}"`, `\`${option}\` is for ${what}; leave \`${beside}\` out`],
      ]);
    }
  });

  it("has no precision on the CPU", () => {
    const messages = (target: string) => findings(model(`"target": "${target}", "precision": "f16"`));
    expect(messages("cpu")).toEqual([['"precision"', "`precision` is for WebGPU; set `target`"]]);
    expect(["webgpu", "auto"].flatMap(messages)).toEqual([]);
  });

  it("knows no key that JavaScript has", () => {
    const text = model('"__proto__": {}, "constructor": 1');
    expect(findings(text).map(([at]) => at)).toEqual(['"__proto__"', '"constructor"']);
  });

  it("is told where it is no JSON", () => {
    for (const [text, at] of [
      ['{ "models": [,] }', ","],
      ['\uFEFF{ "models": tru }', "t"],
      ["{ // comment\n}", "/"],
      ["", ""],
    ]) {
      const found = readJson(text ?? "", file);
      if (!("code" in found)) throw new Error("this is sound");
      const [label] = found.labels;
      expect([found.code, text?.slice(label?.span.start, label?.span.end)]).toEqual(["CNN0701", at]);
    }
  });

  it("may be computed; then it has no places", () => {
    const config = defineConfig({ models: [{ file: "a.cnn", taps: ["x"] }] });
    expect(validateConfig(unplaced(config, "cnnc.config.js"))).toBe(config);
    const found = validateConfig(unplaced({ models: [{ file: () => "a.cnn" }] }, "cnnc.config.js"));
    expect(found).toMatchObject([
      {
        message: "`file` must be a text, not function",
        labels: [{ span: { file: "cnnc.config.js", end: 0 } }],
      },
    ]);
  });

  it("has a schema that knows the passes", () => {
    expect(schema.$defs.model.properties.without?.items).toEqual({ enum: passNames });
  });
});
