import { describe, expect, it } from "vitest";
import { parseNameMapping, type NameMapping } from "../../src/formats/names.js";

function parse(rules: Record<string, string>): NameMapping {
  const parsed = parseNameMapping(JSON.stringify({ rules }), "names.json");
  if (typeof parsed === "function") return parsed;
  throw new Error(parsed.map(({ message }) => message).join("\n"));
}

function mapping(rules: Record<string, string>): (path: string) => string | undefined {
  const mapNames = parse(rules);
  return (path) => mapNames([path]).names.get(path);
}

describe("a name mapping", () => {
  const resnet = mapping({
    "stem.conv1.weight": "conv1.weight",
    "stage{s}.{i}.bottleneck1.{rest*}": "layer{s}.{i}.{rest*}",
    "{block*}.norm{k}.{slot}": "{block}.bn{k}.{slot}",
    "head.{slot}": "fc.{slot}",
  });

  it.each([
    ["stem.conv1.weight", "conv1.weight"],
    ["stem.conv1.bias", "stem.conv1.bias"],
    ["stage3.12.bottleneck1.shortcut.conv1.weight", "layer3.12.shortcut.conv1.weight"],
    ["stage3.1.2.bottleneck1.conv1.weight", "stage3.1.2.bottleneck1.conv1.weight"],
    ["a.b.norm2.running_mean", "a.b.bn2.running_mean"],
    ["a.b.norm.weight", "a.b.norm.weight"],
    ["head.weight", "fc.weight"],
    ["head.a.weight", "head.a.weight"],
    ["xhead.weight", "xhead.weight"],
    ["constructor", "constructor"],
  ])("%s is %s", (path, name) => {
    expect(resnet(path)).toBe(name);
  });

  it("takes the first rule that matches", () => {
    expect(mapping({ "a.{x*}": "first.{x}", "a.b": "second" })("a.b")).toBe("first.b");
  });

  it("takes other characters as they are", () => {
    expect(mapping({ "a.b": "$&" })("axb")).toBe("axb");
    expect(mapping({ "a+(b)": "$1" })("a+(b)")).toBe("$1");
    expect(mapping({ "{x*}": "[{x*}]" })("$&")).toBe("[$&]");
  });
});

describe("an index that is computed", () => {
  const computed = mapping({
    "a{i}": "{i+1}",
    "b{i}": "{i-1}",
    "c{i}": "{3*i}",
    "d{i}.{k}": "{k}.{2*i+5}.{i}",
    "e{i}": "{10*i-1}.{i*}",
    "f{i*}": "{i+0}",
    "f.{rest*}": "{rest}",
  });

  it.each([
    ["a0", "1"],
    ["a99", "100"],
    ["a9007199254740993", "9007199254740994"],
    ["b1", "0"],
    ["c4", "12"],
    ["d3.x", "x.11.3"],
    ["e2", "19.2"],
    ["f007", "7"],
  ])("%s is %s", (path, name) => {
    expect(computed(path)).toBe(name);
  });

  it("is of digits, or the rule does not match", () => {
    expect(computed("ax")).toBe("ax");
    expect(computed("a-1")).toBe("a-1");
    expect(computed("f.x")).toBe("x");
  });
});

describe("rules that no path uses", () => {
  it("are told", () => {
    const rules = { "a.{x}": "1.{x}", "a.b": "shadowed", "{x}.c": "2.{x}", d: "3" };
    const { names, unusedRules } = parse(rules)(["a.b", "a.c", "other"]);
    expect([...names]).toEqual([
      ["a.b", "1.b"],
      ["a.c", "1.c"],
      ["other", "other"],
    ]);
    expect(unusedRules).toEqual(["a.b", "{x}.c", "d"]);
  });
});

describe("a malformed mapping", () => {
  it.each([
    ["{", "a name mapping is JSON, and this is not"],
    ["[]", 'a name mapping is { "rules": { "<path in the model>": "<name in the file>", … } }'],
    ['{"rules": []}', 'a name mapping is { "rules": { "<path in the model>": "<name in the file>", … } }'],
    [
      '{"rules": {}, "x": 1}',
      'a name mapping is { "rules": { "<path in the model>": "<name in the file>", … } }',
    ],
    ['{"rules": {"a": 1}}', "the name in the file must be a string"],
    ['{"rules": {"a{": "a"}}', 'placeholders are written {name} or {name*}, unlike in "a{"'],
    ['{"rules": {"{i+1}": "a"}}', 'placeholders are written {name} or {name*}, unlike in "{i+1}"'],
    ...["{1}", "{x", "}", "{x+y}", "{2x}", "{2*x*}", "{x*2}", "{}"].map((to) => [
      JSON.stringify({ rules: { "{x}": to } }),
      `placeholders are written {name}, {name*} or {2*name+1}, unlike in "${to}"`,
    ]),
    ['{"rules": {"{x}.{x}": "a"}}', '"{x}.{x}" has {x} twice'],
    [
      '{"rules": {"{x}{y}": "a"}}',
      '"{x}{y}" has nothing between two placeholders, so where one ends is not known',
    ],
    ['{"rules": {"{x}": "{y}"}}', '"{y}" uses {y}, which "{x}" does not have'],
  ])("%s", (text, message) => {
    const parsed = parseNameMapping(text, "names.json");
    expect(parsed).toMatchObject([{ code: "CNN0504", severity: "error", message }]);
  });

  it("shows every wrong rule where it is", () => {
    const text = '{ "rules": { "a": "b", "{x": "c", "d": 3 } }';
    const parsed = parseNameMapping(text, "names.json");
    if (typeof parsed === "function") throw new Error("accepted");
    expect(parsed.map(({ labels: [label] }) => text.slice(label?.span.start, label?.span.end))).toEqual([
      '"{x"',
      '"d"',
    ]);
  });
});
