import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { readIdx } from "../formats/idx.js";
import type { LabelledSample } from "./evaluate.js";
import type { SampleOutput } from "./load.js";
import { dataProblem, pixelSample, type PictureInput } from "./samples.js";

/** A file that has been read. */
export interface ReadFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The pictures of an IDX file `[N, height, width]`, gray, with the classes of another `[N]`. */
export function idxSamples(
  input: PictureInput,
  output: SampleOutput,
  pictures: ReadFile,
  labels: ReadFile,
): readonly LabelledSample[] | Diagnostic {
  const images = readIdx(pictures.bytes, pictures.name);
  if ("code" in images) return images;
  const classes = readIdx(labels.bytes, labels.name);
  if ("code" in classes) return classes;
  const [count = 0, height = 0, width = 0] = images.shape;
  if (images.shape.length !== 3) {
    return dataProblem(
      pictures.name,
      `${pictures.name} is [${images.shape.join(", ")}], not [N, height, width]`,
    );
  }
  if (classes.shape.join() !== String(count)) {
    const message = `${labels.name} is [${classes.shape.join(", ")}], not a class for each of ${count} pictures`;
    return dataProblem(labels.name, message);
  }
  const beyond = classes.data.findIndex((label) => label >= output.elements);
  if (beyond >= 0) {
    const message = `class ${classes.data[beyond] ?? ""} of picture ${beyond} is beyond the ${output.elements} classes of output ${output.name}`;
    return dataProblem(labels.name, message);
  }
  const elements = height * width;
  return Array.from(classes.data, (actual, index) => {
    const name = `${pictures.name}[${index}]`;
    return {
      name,
      actual,
      fill: (tensor) => {
        const data = new Uint8Array(4 * elements).fill(255);
        for (let pixel = 0; pixel < elements; pixel += 1) {
          data.fill(images.data[index * elements + pixel] ?? 0, 4 * pixel, 4 * pixel + 3);
        }
        const filled = pixelSample(input, { width, height, data }, name, tensor);
        return Promise.resolve("code" in filled ? filled : undefined);
      },
    };
  });
}
