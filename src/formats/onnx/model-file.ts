import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { error, type Diagnostic } from "../../diagnostics/diagnostic.js";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProtoSchema,
  type GraphProto,
  type ModelProto,
  type TensorProto,
} from "./onnx_pb.js";

/** A tensor to be written inside the file: its little-endian bytes are passed on as they are, never copied. */
export interface StoredTensor {
  readonly header: TensorProto;
  readonly bytes: Uint8Array;
}

/**
 * The message of an `.onnx` file, whose byte fields are views of `bytes`. Unknown fields are passed over; anything that
 * is no such message is a diagnostic.
 */
export function readModelFile(bytes: Uint8Array, file: string): ModelProto | Diagnostic {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (failure) {
    // Truncation, overlong numbers, text that is not UTF-8, or graphs nested deeper than the stack is.
    const reason = failure instanceof Error ? failure.message : String(failure);
    return error("CNN0601", `${file} is no ONNX model: ${reason}`, [
      { span: { file, start: 0, end: 0 }, text: "" },
    ]);
  }
}

/**
 * An `.onnx` file of a model, which has no graph yet, and its graph, in parts to be written one after another. `tensors` join the graph's initializers; they are given
 * apart so that a network of half a gigabyte is written from where it lies.
 */
export function modelFileChunks(
  model: ModelProto,
  graph: GraphProto,
  tensors: readonly StoredTensor[],
): Uint8Array[] {
  const stored = tensors.flatMap(({ header, bytes }) => {
    const fields = toBinary(TensorProtoSchema, header);
    const raw = lengthPrefix(TensorProtoSchema.field.rawData.number, bytes.length);
    const length = fields.length + raw.length + bytes.length;
    return [lengthPrefix(GraphProtoSchema.field.initializer.number, length), fields, raw, bytes];
  });
  const body = toBinary(GraphProtoSchema, graph);
  const length = stored.reduce((sum, part) => sum + part.length, body.length);
  return [
    toBinary(ModelProtoSchema, model),
    lengthPrefix(ModelProtoSchema.field.graph.number, length),
    body,
    ...stored,
  ];
}

/** Tag and length of a field whose content follows. */
function lengthPrefix(field: number, length: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();
}
