import type { Group } from "./explanation.js";

const dilated =
  "model m {\n  input x: [2, 8, 8]\n  avgpool(2x2, dilation: 2) -> flatten\n  output y = dense(3)\n}\n";
const calls = (options: string): readonly string[] => [
  "cnnc init net.cnn -o net.safetensors",
  `cnnc export net.cnn --weights net.safetensors -o net.onnx${options}`,
];

const exported = "cnnc export lenet5.cnn --weights lenet5.safetensors -o lenet5.onnx";

/** ONNX files that are read and written. */
export const onnx: Group<"CNN06"> = {
  CNN0601: {
    story: [
      "A file is no ONNX model, or it is cut off or contradicts itself: it uses a value that nothing makes, a tensor has not the numbers of its shape, or its weights lie in a file that is not in its folder.",
      "Export or copy it again, with its weights beside it, if it has them in a file of their own. What a file says of other folders is never followed.",
    ],
    wrong: { calls: ["cnnc import lenet5.safetensors -o net.cnn"] },
    mended: { calls: [exported, "cnnc import lenet5.onnx -o net.cnn"] },
  },
  CNN0602: {
    story: [
      "A model uses what this compiler has not: an operator, an attribute, a type of numbers other than float32, or a layer that the language has no word for. All such places are told at once, by the names of their nodes, and no file is written.",
      "Every input needs its extents, the batch aside: where the file leaves them open, `--input image=1x3x224x224` says them. A model that was exported in training mode, or from a script with loops, is better exported from evaluation mode.",
    ],
    wrong: { calls: [exported, "cnnc import lenet5.onnx --input image=28x28 -o net.cnn"] },
    mended: { calls: [exported, "cnnc import lenet5.onnx --input image=1x1x28x28 -o net.cnn"] },
  },
  CNN0603: {
    story: [
      "A layer has no form in ONNX, or none in the version of its operators that was asked for. All such layers are told at once, and no file is written.",
      "A newer version, `--opset 21` for one, knows more, but needs a newer reader; grammar/operators.md says at each operator what it becomes. A file of protocol buffers holds less than 2 GiB: weights that are more go into a file of their own by `--external`.",
    ],
    wrong: { files: { "net.cnn": dilated }, calls: calls("") },
    mended: { files: { "net.cnn": dilated }, calls: calls(" --opset 19") },
  },
};
