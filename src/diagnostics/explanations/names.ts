import type { Group } from "./explanation.js";

const blocks = (keyword: string): Readonly<Record<string, string>> => ({
  "main.cnn":
    'import { unit } from "./blocks.cnn"\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = unit\n}\n',
  "blocks.cnn": `${keyword} unit() { conv(8, 3x3) -> relu }\n`,
});

/** Names and modules. */
export const names: Group<"CNN01"> = {
  CNN0101: {
    story: [
      "A name means nothing where it stands: there is no operator, block, value, parameter, constant or function of that name, or there is one that cannot stand there. Where a known name is a slip of the keyboard away, the help proposes it.",
      "A constant is known below its line only. What another file exports must be imported. grammar/cnn.md lists the operators; the words that a parameter takes, such as `same`, mean something as its argument only.",
    ],
    wrong: "model m {\n  input x: [3, 8, 8]\n  output y = conv(16, 3x3) -> rellu\n}\n",
    mended: "model m {\n  input x: [3, 8, 8]\n  output y = conv(16, 3x3) -> relu\n}\n",
  },
  CNN0102: {
    story: [
      "A name means one thing wherever it can be seen. Blocks, models, imports, constants, parameters and values share one scope, so that none hides another, and operators and functions keep theirs.",
      "Choose another name. Two layers are told apart by `as`, which does not declare a name of the text.",
    ],
    wrong:
      "model m(width: int = 16) {\n  input x: [3, 8, 8]\n  width = conv(width, 3x3)\n  output y = width -> relu\n}\n",
    mended:
      "model m(width: int = 16) {\n  input x: [3, 8, 8]\n  wide = conv(width, 3x3)\n  output y = wide -> relu\n}\n",
  },
  CNN0103: {
    story: [
      "Files import each other in a circle, so that none can be read before the others. The message names them in order.",
      "Move what both need into a file of its own that imports neither.",
    ],
    wrong: {
      files: {
        "main.cnn":
          'import { unit } from "./unit.cnn"\n\nexport const width = 8\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = unit\n}\n',
        "unit.cnn": 'import { width } from "./main.cnn"\n\nexport block unit() { conv(width, 3x3) }\n',
      },
    },
    mended: {
      files: {
        "main.cnn":
          'import { unit } from "./unit.cnn"\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = unit\n}\n',
        "unit.cnn": 'import { width } from "./sizes.cnn"\n\nexport block unit() { conv(width, 3x3) }\n',
        "sizes.cnn": "export const width = 8\n",
      },
    },
  },
  CNN0104: {
    story: [
      "A block calls itself, itself or through others; the message gives the way around. A block is written out where it is called, so this would never end, whatever its arguments are.",
      "Write `repeat` for what is to happen several times.",
    ],
    wrong:
      "block tower(depth: int) {\n  conv(8, 3x3, pad: same)\n  if depth > 1 { tower(depth - 1) }\n}\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = tower(3)\n}\n",
    mended:
      "block tower(depth: int) {\n  repeat depth { conv(8, 3x3, pad: same) }\n}\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = tower(3)\n}\n",
  },
  CNN0105: {
    story: [
      "The file has what is imported from it, but keeps it to itself. Only what is marked by `export` can be imported, so that a file may have helpers that nobody else depends on.",
    ],
    wrong: { files: blocks("block") },
    mended: { files: blocks("export block") },
  },
  CNN0106: {
    story: [
      "The file has no model, none of the name that was asked for, or several of which none was chosen. A command works on one model; a file of blocks is checked through a model that imports it.",
      "Choose with --model, or give the file one model.",
    ],
    wrong: "block unit() { conv(8, 3x3) -> relu }\n",
    mended:
      "block unit() { conv(8, 3x3) -> relu }\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = unit\n}\n",
  },
};
