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

/** A file in parts to be written one after another, which are made as they are asked for, once. */
export interface FileParts {
  /** Bytes of all parts. */
  readonly size: number;
  readonly parts: Iterable<Uint8Array>;
}

/** A tensor to be written inside the file: its little-endian bytes are passed on as they are, never copied. */
export interface StoredTensor {
  readonly header: TensorProto;
  /** Bytes of all parts. */
  readonly size: number;
  parts(): Iterable<Uint8Array>;
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
 * An `.onnx` file of a model, which has no graph yet, and its graph. `tensors` join the graph's initializers; they are
 * given apart so that a network of half a gigabyte is written from where it lies.
 */
export function modelFile(model: ModelProto, graph: GraphProto, tensors: readonly StoredTensor[]): FileParts {
  const stored = tensors.map((tensor) => {
    const fields = toBinary(TensorProtoSchema, tensor.header);
    const raw = lengthPrefix(TensorProtoSchema.field.rawData.number, tensor.size);
    const length = fields.length + raw.length + tensor.size;
    const heads = [lengthPrefix(GraphProtoSchema.field.initializer.number, length), fields, raw];
    return { tensor, heads, length: heads.reduce((sum, head) => sum + head.length, tensor.size) };
  });
  const body = toBinary(GraphProtoSchema, graph);
  const length = stored.reduce((sum, part) => sum + part.length, body.length);
  const heads = [
    toBinary(ModelProtoSchema, model),
    lengthPrefix(ModelProtoSchema.field.graph.number, length),
    body,
  ];
  function* parts(): Generator<Uint8Array> {
    yield* heads;
    for (const part of stored) {
      yield* part.heads;
      yield* part.tensor.parts();
    }
  }
  return { size: heads.reduce((sum, head) => sum + head.length, length - body.length), parts: parts() };
}

/** Tag and length of a field whose content follows. */
function lengthPrefix(field: number, length: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint64(length).finish();
}
