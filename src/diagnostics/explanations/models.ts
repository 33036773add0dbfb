import type { Group } from "./explanation.js";

const tower =
  "block tower() {\n  repeat 1600 as i { conv(1 + i % 13, 1x1) }\n}\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = tower\n}\n";

/** A block that is shared by inputs of two sizes. */
const shared = (size: number): string =>
  `block head() {\n  conv(4, 3x3, stride: 2, pad: same) -> relu\n}\n\nmodel m {\n  share h = head\n  input a: [3, 8, 8]\n  output x = h\n  input b: [3, ${size}, ${size}]\n  output y = h\n}\n`;

/** Models and what is said of them. */
export const models: Group<"CNN04"> = {
  CNN0401: {
    story: [
      "A model gives nothing, so nothing of it would be computed. Name its result: `output name = chain`, or `output name` for a value that has a name. An output for training only does not count, since the compiled model leaves it out.",
    ],
    wrong: "model m {\n  input x: [3, 8, 8]\n  conv(8, 3x3) -> relu\n}\n",
    mended: "model m {\n  input x: [3, 8, 8]\n  output y = conv(8, 3x3) -> relu\n}\n",
  },
  CNN0402: {
    story: [
      "An `expect` does not hold: the count that the source states, usually a paper's, is not the network's. The message gives both, and the layers that weigh most.",
      "The difference is a clue. A bias that should not be there adds one number a filter; a batch norm has two numbers a channel; another head changes the last layer. cnnc report counts every layer. Where the network is meant to differ, change the number, or add a condition: `when classes == 1000`.",
    ],
    wrong:
      "model m {\n  input x: [3, 8, 8]\n  conv(8, 3x3)\n  output y = batchnorm\n  expect params == 232\n}\n",
    mended:
      "model m {\n  input x: [3, 8, 8]\n  conv(8, 3x3, bias: false)\n  output y = batchnorm\n  expect params == 232\n}\n",
  },
  CNN0403: {
    story: [
      "Two layers have the same path, which is the name of their weights in files and reports. Layers without `as` are numbered by their place in the text, and a name given by `as` may be the number of another one.",
      "Two taps may not have the same path either: by it a compiled model gives them.",
      "Name one of them otherwise. Where two layers are to have the same weights, write `share name = layer` and apply the name twice.",
    ],
    wrong: "model m {\n  input x: [3, 8, 8]\n  conv(8, 3x3) as conv2\n  output y = conv(8, 3x3)\n}\n",
    mended: "model m {\n  input x: [3, 8, 8]\n  conv(8, 3x3) as stem\n  output y = conv(8, 3x3)\n}\n",
  },
  CNN0404: {
    story: [
      "A name is given and never used: a value, a block, an import or a constant. That is no error, but often a slip: a skip connection that was forgotten, or a block that has been replaced. What a file exports is for others, and counts as used.",
      "Use it, or leave it out; a value goes on to the next line without a name as well.",
    ],
    wrong: "model m {\n  input x: [3, 8, 8]\n  skip = conv(8, 3x3)\n  relu\n  output y = conv(8, 3x3)\n}\n",
    mended:
      "model m {\n  input x: [3, 8, 8]\n  skip = conv(8, 3x3, pad: same)\n  relu\n  output y = add {\n    branch skip\n    branch conv(8, 3x3, pad: same)\n  }\n}\n",
  },
  CNN0405: {
    story: [
      "An `assert` does not hold. Whoever wrote the block says by it what the block needs, and the message is theirs; the labels show the calls that led there.",
    ],
    wrong:
      'block halves() {\n  assert in.channels % 2 == 0: "{in} has an odd number of channels"\n  conv(in.channels / 2, 1x1)\n}\n\nmodel m {\n  input x: [3, 8, 8]\n  output y = halves\n}\n',
    mended:
      'block halves() {\n  assert in.channels % 2 == 0: "{in} has an odd number of channels"\n  conv(in.channels / 2, 1x1)\n}\n\nmodel m {\n  input x: [4, 8, 8]\n  output y = halves\n}\n',
  },
  CNN0406: {
    story: [
      "An output has labels for another number of features or channels than it has, or one of them is empty. A file of labels has one a line, in the order of the output; empty lines count, but for those at the end.",
      "Where the numbers differ by one, look for a class for the background, or for a heading in the first line.",
    ],
    wrong: 'model m {\n  input x: [8]\n  output y = dense(3) labels ["no", "yes"]\n}\n',
    mended: 'model m {\n  input x: [8]\n  output y = dense(3) labels ["no", "yes", "unsure"]\n}\n',
  },
  CNN0407: {
    story: [
      "An output or a tap needs an input that only training has. Inference computes outputs and taps, and has no `training input`.",
      "A loss, and whatever else is made of a target, is a `training output`. Where inference is to have the value, take `training` from the input.",
    ],
    wrong:
      "model m {\n  input x: [8]\n  training input label: class\n  output logits = dense(10)\n  output loss = cross_entropy(label)\n}\n",
    mended:
      "model m {\n  input x: [8]\n  training input label: class\n  output logits = dense(10)\n  training output loss = cross_entropy(label)\n}\n",
  },
  CNN0408: {
    story: [
      "`cnnc graph` would have to draw more boxes than its layout places in seconds, and than anybody can look at. Equal blocks that follow each other take one place, unless `--each` is given.",
      "Leave `--depth` out, so that blocks are folded until the picture is of a size to be looked at, or draw a smaller one. Layers that stand in no block cannot be folded: put what belongs together into one.",
    ],
    wrong: {
      files: { "main.cnn": tower },
      calls: ["cnnc graph main.cnn --depth 1 -o tower.svg"],
    },
    mended: {
      files: { "main.cnn": tower },
      calls: ["cnnc graph main.cnn -o tower.svg"],
    },
  },
  CNN0409: {
    story: [
      "`cnnc expand` writes every attribute as a number, padding included. A block that is shared is one block with one set of attributes, so it has no such form where `same` means other numbers in one application than in another.",
      "Apply what is shared to values of equal size, or write its padding as numbers. Only the expanded form needs this: the network itself is sound, and compiles.",
    ],
    wrong: { files: { "main.cnn": shared(9) }, calls: ["cnnc expand main.cnn"] },
    mended: { files: { "main.cnn": shared(8) }, calls: ["cnnc expand main.cnn"] },
  },
};
