import { error, type Diagnostic } from "../diagnostics/diagnostic.js";
import { decodePicture } from "../formats/picture.js";
import { InputError } from "../runtime/shared/ports.js";
import { pictureToTensor, type Pixels } from "../runtime/shared/pictureToTensor.js";
import { openSafetensorsSync, readTensorSync } from "../runtime/shared/safetensorsSync.js";
import { WeightError } from "../runtime/shared/weightError.js";
import type { Picture } from "../ir/graph.js";
import type { LoadedNetwork, SampleInput } from "./load.js";

/** An input that takes a picture. */
export interface PictureInput extends SampleInput {
  readonly picture: Picture;
}

/** The one input of a network, where it takes a picture. */
export function pictureInput(network: LoadedNetwork, entry: string): PictureInput | Diagnostic {
  const [input, ...others] = network.inputs;
  if (input === undefined || others.length > 0) {
    const inputs = network.inputs.map(({ name }) => `--input ${name}=<file>`).join(" ");
    const message = `${network.name} has ${network.inputs.length} inputs, and no picture can be all of them`;
    return dataProblem(entry, message, `give each its file: \`${inputs}\``);
  }
  const { picture } = input;
  if (picture === undefined) {
    return dataProblem(
      entry,
      `input ${input.name} does not take a picture`,
      `declare how a picture becomes it, \`input ${input.name}: [${input.shape.join(", ")}] picture(…)\`,\nor give its numbers: \`--input ${input.name}=<file>\``,
    );
  }
  return { ...input, picture };
}

/** The sample that a PNG or JPEG file makes. Never throws. */
export function pictureSample(
  input: PictureInput,
  bytes: Uint8Array,
  file: string,
  tensor?: Float32Array,
): Float32Array | Diagnostic {
  const pixels = decodePicture(bytes, file);
  return "code" in pixels ? pixels : pixelSample(input, pixels, file, tensor);
}

/** The sample that pixels make. */
export function pixelSample(
  { picture, shape }: PictureInput,
  pixels: Pixels,
  file: string,
  tensor?: Float32Array,
): Float32Array | Diagnostic {
  const [channels = 1, height = 1, width = 1] = shape;
  try {
    return pictureToTensor(pixels, picture, [channels, height, width], tensor);
  } catch (failure) {
    if (failure instanceof InputError) return dataProblem(file, failure.message);
    throw failure;
  }
}

/**
 * The samples of an input that a file holds: a PNG or JPEG for an input that takes a picture; the tensor of the input's
 * name in a safetensors file, or its only one; or bare float32 numbers, little-endian.
 */
export function samplesOf(input: SampleInput, bytes: Uint8Array, file: string): Float32Array | Diagnostic {
  if (/\.safetensors$/i.test(file)) return tensorSamples(input, bytes, file);
  const { picture } = input;
  if (picture !== undefined && /\.(png|jpe?g)$/i.test(file)) {
    return pictureSample({ ...input, picture }, bytes, file);
  }
  const sampleBytes = 4 * input.elements;
  if (bytes.length === 0 || bytes.length % sampleBytes !== 0) {
    const wanted = `input ${input.name} takes [${input.shape.join(", ")}], ${sampleBytes} bytes of float32 a sample`;
    return dataProblem(file, `${file} has ${bytes.length} bytes; ${wanted}`);
  }
  return float32Of(bytes);
}

function tensorSamples(input: SampleInput, bytes: Uint8Array, file: string): Float32Array | Diagnostic {
  try {
    const { tensors } = openSafetensorsSync(bytes);
    const [only, ...others] = tensors.values();
    const entry = tensors.get(input.name) ?? (others.length === 0 ? only : undefined);
    if (entry === undefined) {
      return dataProblem(
        file,
        `${file} has no tensor ${input.name}`,
        `it has ${[...tensors.keys()].join(", ")}`,
      );
    }
    const { shape } = entry;
    const samples = shape.length === input.shape.length ? shape : shape.slice(1);
    if (samples.join() !== input.shape.join() || shape.length > input.shape.length + 1 || shape[0] === 0) {
      const wanted = input.shape.join(", ");
      return dataProblem(
        file,
        `the tensor for input ${input.name} is [${shape.join(", ")}], not [${wanted}] or [N, ${wanted}]`,
      );
    }
    const numbers = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
    readTensorSync(bytes, entry, numbers);
    return numbers;
  } catch (failure) {
    if (failure instanceof WeightError) return dataProblem(file, `${file}: ${failure.message}`);
    throw failure;
  }
}

function float32Of(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}

/** Data that a network cannot take. */
export function dataProblem(file: string, message: string, help?: string): Diagnostic {
  return error("CNN0505", message, [{ span: { file, start: 0, end: 0 }, text: "" }], help);
}
