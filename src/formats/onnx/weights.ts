import { create } from "@bufbuild/protobuf";
import type { StoredTensor } from "./model-file.js";
import {
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type TensorProto,
} from "./onnx_pb.js";

/** The little-endian float32 bytes of a weight, by its path. */
export type WeightData = (path: string) => Uint8Array;

interface Named {
  readonly path: string;
  readonly shape: readonly number[];
}

/** Weights inside the model's file. */
export function storedTensors(weights: readonly Named[], data: WeightData): readonly StoredTensor[] {
  return weights.map((weight) => ({ header: header(weight), bytes: data(weight.path) }));
}

/** Alignment of tensors in a file of their own, so that readers can map it into memory. */
const alignment = 4096;

/** Weights in the file `location` beside the model's: what the model says of them, and that file in parts. */
export function externalTensors(weights: readonly Named[], data: WeightData, location: string) {
  const chunks: Uint8Array[] = [];
  const headers: TensorProto[] = [];
  let at = 0;
  for (const weight of weights) {
    const bytes = data(weight.path);
    const gap = -at & (alignment - 1);
    chunks.push(new Uint8Array(gap), bytes);
    at += gap;
    const entries = { location, offset: String(at), length: String(bytes.length) };
    headers.push({
      ...header(weight),
      dataLocation: DataLocation.EXTERNAL,
      externalData: Object.entries(entries).map(([key, value]) => ({
        $typeName: "onnx.StringStringEntryProto" as const,
        key,
        value,
      })),
    });
    at += bytes.length;
  }
  return { chunks, headers };
}

function header({ path, shape }: Named): TensorProto {
  return create(TensorProtoSchema, { name: path, dims: shape.map(BigInt), dataType: DataType.FLOAT });
}
