import type { Explanation } from "./explanation.js";

const dilated =
  "model m {\n  input x: [2, 8, 8]\n  avgpool(2x2, dilation: 2) -> flatten\n  output y = dense(3)\n}\n";
const calls = (options: string): readonly string[] => [
  "cnnc init net.cnn -o net.safetensors",
  `cnnc export net.cnn --weights net.safetensors -o net.onnx${options}`,
];

/** ONNX files that are written. */
export const onnx: Readonly<Record<"CNN0603", Explanation>> = {
  CNN0603: {
    story: [
      "A layer has no form in ONNX, or none in the version of its operators that was asked for. All such layers are told at once, and no file is written.",
      "A newer version, `--opset 21` for one, knows more, but needs a newer reader; grammar/operators.md says at each operator what it becomes. A file of protocol buffers holds less than 2 GiB: weights that are more go into a file of their own by `--external`.",
    ],
    wrong: { files: { "net.cnn": dilated }, calls: calls("") },
    mended: { files: { "net.cnn": dilated }, calls: calls(" --opset 19") },
  },
};
