import type { Group } from "./explanation.js";

const config = (entry: string): Readonly<Record<string, string>> => ({
  "cnnc.config.json": `{\n  "models": [{ ${entry} }]\n}\n`,
});

/** What is checked in: configurations and compiled models. */
export const checkedIn: Group<"CNN07"> = {
  CNN0701: {
    story: [
      "cnnc.config.json lists what `cnnc compile` compiles when it is given no file. A key is not known, a value has another type, or the file is not JSON at all; the message says which, at its place.",
      "With `$schema` set to node_modules/cnnc/src/api/config/config.schema.json, editors know the keys. Two entries may not write the same file, so the same model in two forms needs two folders.",
    ],
    wrong: {
      files: config('"file": "lenet5.cnn", "fromat": "js"'),
      calls: ["cnnc compile"],
    },
    mended: {
      files: config('"file": "lenet5.cnn", "format": "js"'),
      calls: ["cnnc compile"],
    },
  },
  CNN0702: {
    story: [
      "`--check` compiles without writing, and a file that is there is not what its source compiles to: the source, a flag or the compiler's version has changed since, or somebody has edited the file. Line endings do not count.",
      "Compile again without `--check`, look at the difference, and check it in with the source. Changes of a compiled model belong into its source.",
    ],
    wrong: {
      calls: ["cnnc compile lenet5.cnn -o out", "cnnc compile lenet5.cnn -o out --batch 8 --check"],
    },
    mended: {
      calls: ["cnnc compile lenet5.cnn -o out --batch 8", "cnnc compile lenet5.cnn -o out --batch 8 --check"],
    },
  },
  CNN0703: {
    story: [
      "A tuning is what `cnnc tune` has measured: for each convolution the algorithms that are fastest, which `cnnc compile` takes in the place of its estimate. The file is not JSON, has another form, or names an algorithm that there is not for the convolution, perhaps because another version of the compiler wrote it.",
      "It is a warning where the tuning is of the model as it was: entries are of convolutions that there are no more, and are ignored, or convolutions have none, and their algorithms are estimated. `cnnc tune` writes it anew; `--no-tuning` leaves it out.",
    ],
    wrong: {
      files: {
        "lenet5.tuning.json": `{ "convolutions": { "5x5, 1 to 6, 28x28, padding 2 2 2 2": ["dircet 4×8"] } }\n`,
      },
      calls: ["cnnc compile lenet5.cnn"],
    },
    mended: {
      files: {
        "lenet5.tuning.json": `{ "convolutions": { "5x5, 1 to 6, 28x28, padding 2 2 2 2": ["direct 4×8"], "5x5, 6 to 16, 10x10": ["direct 4×8"] } }\n`,
      },
      calls: ["cnnc compile lenet5.cnn"],
    },
  },
};
