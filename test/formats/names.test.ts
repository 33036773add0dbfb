import { describe, expect, it } from "vitest";
import { parseNameMapping, type NameMapping } from "../../src/formats/names.js";

function mapping(rules: Record<string, string>): NameMapping {
  const parsed = parseNameMapping(JSON.stringify({ rules }), "names.json");
  if (typeof parsed === "function") return parsed;
  throw new Error(parsed.map(({ message }) => message).join("\n"));
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
    ['{"rules": {"a": "{1}"}}', 'placeholders are written {name} or {name*}, unlike in "{1}"'],
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
