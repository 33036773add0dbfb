import { create } from "@bufbuild/protobuf";
import type { FileParts, StoredTensor } from "./model-file.js";
import {
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type TensorProto,
} from "./onnx_pb.js";

/** The little-endian float32 bytes of a weight by its path, in parts, as they are written. */
export type WeightData = (path: string) => Iterable<Uint8Array>;

/** A weight of so many bytes. */
export interface WeightBytes {
  readonly path: string;
  readonly shape: readonly number[];
  readonly size: number;
}

/** Weights inside the model's file. */
export function storedTensors(weights: readonly WeightBytes[], data: WeightData): readonly StoredTensor[] {
  return weights.map((weight) => ({
    header: header(weight),
    size: weight.size,
    parts: () => data(weight.path),
  }));
}

/** Alignment of tensors in a file of their own, so that readers can map it into memory. */
const alignment = 4096;

/** Weights in the file `location` beside the model's: what the model says of them, and that file. */
export function externalTensors(
  weights: readonly WeightBytes[],
  data: WeightData,
  location: string,
): { readonly headers: readonly TensorProto[]; readonly file: FileParts } {
  let end = 0;
  const placed = weights.map((weight) => {
    const gap = -end & (alignment - 1);
    const offset = end + gap;
    end = offset + weight.size;
    return { weight, gap, offset };
  });
  const headers = placed.map(({ weight, offset }) => {
    const entries = { location, offset: String(offset), length: String(weight.size) };
    return {
      ...header(weight),
      dataLocation: DataLocation.EXTERNAL,
      externalData: Object.entries(entries).map(([key, value]) => ({
        $typeName: "onnx.StringStringEntryProto" as const,
        key,
        value,
      })),
    };
  });
  function* parts(): Generator<Uint8Array> {
    for (const { weight, gap } of placed) {
      yield new Uint8Array(gap);
      yield* data(weight.path);
    }
  }
  return { headers, file: { size: end, parts: parts() } };
}

function header({ path, shape }: WeightBytes): TensorProto {
  return create(TensorProtoSchema, { name: path, dims: shape.map(BigInt), dataType: DataType.FLOAT });
}
