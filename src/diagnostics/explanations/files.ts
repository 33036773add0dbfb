import type { Group } from "./explanation.js";

const run = "cnnc run lenet5.cnn --weights lenet5.safetensors";
const mapping = (rules: string): Readonly<Record<string, string>> => ({ "names.json": `${rules}\n` });
const dense = (activation: string): string =>
  `model m {\n  input x: [8]\n  dense(8) -> ${activation}\n  output y = dense(2)\n}\n`;

/** Weights, pictures and other data files. */
export const files: Group<"CNN05"> = {
  CNN0501: {
    story: [
      "A file of weights is not a safetensors file, or it is cut off or contradicts itself. A safetensors file is 8 bytes with the length of a header, the header as JSON, and the numbers.",
      "Download or copy it again. A PyTorch checkpoint (.pt, .pth) is another format: save it by safetensors.torch.save_file(model.state_dict(), path).",
    ],
    wrong: { calls: ["cnnc run lenet5.cnn --weights 7.png 7.png"] },
    mended: { calls: ["cnnc run lenet5.cnn --weights lenet5.safetensors 7.png"] },
  },
  CNN0502: {
    story: [
      "The file has weights, but not those of this model: some are missing, superfluous, or of another shape. All of them are listed at once.",
      "Another shape at the end usually means another number of classes: set it by --set. A layer that was renamed has its weights under the old name: `cnnc weights rename` mends the file. Names of another framework are mapped by --names; examples/pytorch has the mappings for torchvision's networks.",
    ],
    wrong: {
      calls: [
        "cnnc init lenet5.cnn --set classes=20 -o twenty.safetensors",
        "cnnc run lenet5.cnn --weights twenty.safetensors 7.png",
      ],
    },
    mended: {
      calls: [
        "cnnc init lenet5.cnn --set classes=20 -o twenty.safetensors",
        "cnnc run lenet5.cnn --weights twenty.safetensors --set classes=20 7.png",
      ],
    },
  },
  CNN0503: {
    story: [
      "A file is no picture that can be read: PNG and JPEG can, where they are whole and have at most 33 million pixels. Other pictures are still looked at.",
    ],
    wrong: { calls: [`${run} lenet5.cnn`] },
    mended: { calls: [`${run} 7.png`] },
  },
  CNN0504: {
    story: [
      'A mapping of names is JSON: { "rules": { "<path in the model>": "<name in the file>" } }. `{x}` in a path matches what has no dot, `{x*}` anything, and the name says where they go; `{x+1}` counts on.',
      "The message says which rule is wrong; most often a placeholder of the name is not in the path.",
    ],
    wrong: {
      files: mapping('{ "rules": { "{layer}.{slot}": "{layer}.{part}" } }'),
      calls: [`${run} --names names.json 7.png`],
    },
    mended: {
      files: mapping('{ "rules": { "{layer}.{slot}": "{layer}.{slot}" } }'),
      calls: [`${run} --names names.json 7.png`],
    },
  },
  CNN0505: {
    story: [
      "Data cannot become the network's inputs. Pictures need one input that says how they become its tensor: `input image: [1, 28, 28] picture(channels: gray)`.",
      "Every other input takes the numbers of a file, `--input name=file`: a tensor of a safetensors file whose shape is the input's, or that of many samples, or bare float32 numbers.",
    ],
    wrong: { calls: [`${run} --input picture=7.png`] },
    mended: { calls: [`${run} --input image=7.png`] },
  },
  CNN0506: {
    story: [
      "All weights of the file have the paths and shapes that the model's have, but the file was written for a network that computes something else with them: another stride, another activation, another connection. Weights that were trained for that one are likely to be wrong here, and nothing else would show it.",
      "The file says so itself: `cnnc init` writes a hash of the architecture into its metadata. `cnnc run` only warns. Where the change is meant, `cnnc weights rename model.cnn --weights file --yes` writes the model's hash.",
    ],
    wrong: {
      files: { "relu.cnn": dense("relu"), "tanh.cnn": dense("tanh") },
      calls: ["cnnc init relu.cnn -o net.safetensors", "cnnc check tanh.cnn --weights net.safetensors"],
    },
    mended: {
      files: { "relu.cnn": dense("relu") },
      calls: ["cnnc init relu.cnn -o net.safetensors", "cnnc check relu.cnn --weights net.safetensors"],
    },
  },
};
