import type { Group } from "./explanation.js";

const run = "cnnc run lenet5.cnn --weights lenet5.safetensors";
const mapping = (rules: string): Readonly<Record<string, string>> => ({ "names.json": `${rules}\n` });

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
      "Another shape at the end usually means another number of classes: set it by --set. Names of another framework are mapped by --names; examples/pytorch has the mappings for torchvision's networks.",
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
      "A file is no picture that can be read (PNG and JPEG can), or the model does not take one: its input does not say how a picture becomes the tensor, or its output is not a score a class.",
      "Declare it behind the input's shape: `input image: [1, 28, 28] picture(channels: gray)`.",
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
};
