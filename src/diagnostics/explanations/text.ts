import type { Group } from "./explanation.js";

/** Text and syntax. */
export const text: Group<"CNN00"> = {
  CNN0001: {
    story: [
      "The text has a character, or a run of them, that no word, number or sign of the language begins with, or a number or a text in quotes that is not complete.",
      "Names are ASCII letters, digits and `_`, and do not begin with a digit. A statement ends with its line, so there are no semicolons. Text in quotes ends on its line.",
    ],
    wrong: "model m {\n  input x: [8];\n  output y = relu\n}\n",
    mended: "model m {\n  input x: [8]\n  output y = relu\n}\n",
  },
  CNN0002: {
    story: [
      "The words and signs are those of the language, but not in an order that means something. The message names what may stand there and what was found instead.",
      "A bracket that is left open is often reported where the next line begins, since only there it is clear that something is missing: look at the line before, too. One run reports all errors of syntax; names are checked in what they have left whole.",
    ],
    wrong: "model m {\n  input x: [3, 8, 8]\n  output y = conv(16 3x3)\n}\n",
    mended: "model m {\n  input x: [3, 8, 8]\n  output y = conv(16, 3x3)\n}\n",
  },
  CNN0003: {
    story: [
      "A number cannot be held exactly. Ints are exact up to 2^53 - 1 = 9_007_199_254_740_991, beyond which neighbouring ints could not be told apart, and a count would silently be another one. Floats reach 1.8e308. The extents of a kernel such as 3x3 are at least 1.",
      "A decimal point makes a float of a number that need not be exact.",
    ],
    wrong: "model m {\n  input x: [8]\n  output y = relu\n  expect params < 9_007_199_254_740_992\n}\n",
    mended: "model m {\n  input x: [8]\n  output y = relu\n  expect params < 9_007_199_254_740_991\n}\n",
  },
  CNN0004: {
    story: [
      "A file or folder is not there, or the system does not let it be read; or an import does not name a module at all.",
      'An import is a path relative to the file that it stands in, beginning with "./" or "../", with forward slashes and the ending .cnn. Only "std", the standard library, is no path.',
    ],
    wrong: {
      files: {
        "main.cnn":
          'import { unit } from "./block.cnn"\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = unit\n}\n',
        "blocks.cnn": "export block unit() { conv(8, 3x3) -> relu }\n",
      },
    },
    mended: {
      files: {
        "main.cnn":
          'import { unit } from "./blocks.cnn"\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = unit\n}\n',
        "blocks.cnn": "export block unit() { conv(8, 3x3) -> relu }\n",
      },
    },
  },
  CNN0005: {
    story: [
      "A source is UTF-8 text, and this file has bytes that are not. An editor may have saved it as Latin-1, Windows-1252 or UTF-16, or it is no text at all. The place is that of the first such byte.",
      "Save the file as UTF-8 (most editors offer it as the encoding), or convert it, as with iconv -f latin1 -t utf-8. A byte-order mark and any line endings are fine.",
    ],
    wrong: "/// Fa\uFFFDade\nmodel m {\n  input x: [8]\n  output y = relu\n}\n",
    mended: "/// Fa\u00E7ade\nmodel m {\n  input x: [8]\n  output y = relu\n}\n",
  },
  CNN0006: {
    story: [
      "The system does not let a file be written: the folder may not be made, the name is taken by a folder, there is no permission or no space. What stood there before is as it was; no file is left half-written, and where one of several cannot be written, none is.",
    ],
    wrong: { calls: ["cnnc init lenet5.cnn -o 7.png/fresh.safetensors"] },
    mended: { calls: ["cnnc init lenet5.cnn -o weights/fresh.safetensors"] },
  },
};
