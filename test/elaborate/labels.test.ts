import { describe, expect, it } from "vitest";
import { compile } from "./compile.js";

const model = (labels: string, classes = 3) =>
  `model m {\n  input x: [2]\n  output y = dense(${classes}) ${labels}\n}\n`;

/** The labels of the only output, or what is said instead. */
function labelsOf(files: Readonly<Record<string, string>>): readonly string[] | string | undefined {
  const { network, rendered } = compile(files);
  return rendered === "" ? network?.graph.outputs[0]?.labels : rendered;
}

describe("labels", () => {
  it.each([
    ["with a last newline", "a\nb\nc\n"],
    ["without", "a\nb\nc"],
    ["with CRLF", "a\r\nb\r\nc\r\n"],
    ["with CR", "a\rb\rc"],
    ["with a byte order mark", "\uFEFFa\nb\nc\n"],
    ["with empty lines at the end", "a\nb\nc\n\n \r\n"],
    ["with spaces around", " a\nb\t\n  c  "],
  ])("are the lines of a file, %s", (_, text) => {
    expect(labelsOf({ "main.cnn": model('labels "names.txt"'), "names.txt": text })).toEqual(["a", "b", "c"]);
  });

  it("keep what is inside them, and may be equal", () => {
    const text = "crane, bird\ncrane\u2028 */ `${x}`\ncrane, bird";
    const files = { "main.cnn": model('labels "names.txt"'), "names.txt": text };
    expect(labelsOf(files)).toEqual(text.split("\n"));
  });

  it("stand in the source, too", () => {
    expect(labelsOf({ "main.cnn": model('labels ["a", " b", "c"]') })).toEqual(["a", " b", "c"]);
  });

  it.each([
    ["nets/main.cnn", "names.txt", "nets/names.txt"],
    ["nets/main.cnn", "./data/names.txt", "nets/data/names.txt"],
    ["nets/main.cnn", "../names.txt", "names.txt"],
  ])("of %s in %s are those of %s", (entry, written, path) => {
    expect(labelsOf({ [entry]: model(`labels "${written}"`), [path]: "a\nb\nc" })).toEqual(["a", "b", "c"]);
  });

  it("name the channels of an image", () => {
    const text = 'model m { input x: [2, 4, 4]\n output y = relu labels ["sky", "land"] }';
    expect(labelsOf({ "main.cnn": text })).toEqual(["sky", "land"]);
  });

  it("stand behind a value that has a name, in an arm of an if", () => {
    const text = `model m(named: bool = true) {
      input labels: [2]
      y = dense(3)
      if named { output y labels "names.txt" } else { output y labels "other.txt" }
    }`;
    expect(labelsOf({ "main.cnn": text, "names.txt": "a\nb\nc" })).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["another number", "a\nb", "there are 2 labels, and y [3] needs 3"],
    ["none", "\uFEFF\n", "there are 0 labels, and y [3] needs 3"],
    ["an empty line", "a\n\nc", "--> names.txt:2:1"],
    ["another encoding", "a\n\uFFFD\nc", "names.txt is not UTF-8 text"],
  ])("are refused: %s", (_, text, message) => {
    const files = { "main.cnn": model('labels "names.txt"'), "names.txt": text };
    expect(labelsOf(files)).toContain(message);
  });

  it("that only another model of the file names need not be there", () => {
    const text = `${model('labels "names.txt"')}model other { input x: [2]\n output y = dense(1) labels "none.txt" }`;
    const { network, rendered } = compile({ "main.cnn": text, "names.txt": "a\nb\nc" }, { model: "m" });
    expect(rendered).toBe("");
    expect(network?.graph.outputs[0]?.labels).toEqual(["a", "b", "c"]);
  });
});
