import { Problem } from "../../ir/operator.js";
import { TensorProto_DataLocation, TensorProto_DataType, type TensorProto } from "./onnx_pb.js";

/** What a tensor holds: numbers of floating-point types, or whole numbers, which are exact up to 2^53. */
export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly kind: "float" | "integer";
  readonly data: Float32Array | Float64Array;
}

/** The bytes of a tensor that lies in another file, or why there are none. */
export type ReadExternal = (location: string, offset: number, length: number) => Uint8Array | Problem;

/** Extents of a tensor, or why it has none that can be used. */
function tensorShape({ dims, name }: TensorProto): readonly number[] | Problem {
  const shape = dims.map(Number);
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (shape.some((extent) => extent < 0) || !Number.isSafeInteger(elements)) {
    return malformed(`tensor ${quoted(name)} has the impossible shape [${dims.join(", ")}]`);
  }
  return shape;
}

/** The elements of a tensor. Nothing is allocated for elements that the file does not hold. */
export function readTensor(tensor: TensorProto, external: ReadExternal): OnnxTensor | Problem {
  const shape = tensorShape(tensor);
  if (shape instanceof Problem) return shape;
  const elements = shape.reduce((product, extent) => product * extent, 1);
  const type = elementTypes[tensor.dataType];
  if (type === undefined) {
    const given = TensorProto_DataType[tensor.dataType] ?? `number ${tensor.dataType}`;
    return new Problem("CNN0602", `tensor ${quoted(tensor.name)} is of type ${given.toLowerCase()}`);
  }
  const { kind } = type;
  const stored =
    tensor.dataLocation === TensorProto_DataLocation.EXTERNAL
      ? readExternalBytes(tensor, elements * type.bytes, external)
      : tensor.rawData;
  if (stored instanceof Problem) return stored;
  if (stored.length === 0 && elements > 0) {
    const data = type.field === undefined ? undefined : readTyped(tensor[type.field], type, elements);
    return data === undefined ? wrongSize(tensor, shape) : { shape, kind, data };
  }
  if (stored.length !== elements * type.bytes) return wrongSize(tensor, shape);
  return { shape, kind, data: fromBytes(stored, type, elements) };
}

interface ElementType {
  readonly kind: OnnxTensor["kind"];
  /** Of an element in `raw_data`. */
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
  /** Field that holds the numbers where `raw_data` does not, and how they are coded there. */
  readonly field?: "floatData" | "int32Data" | "int64Data" | "doubleData" | "uint64Data";
  /** What a number of `int32_data` stands for where it is the bits of another type. */
  readonly bits?: (value: number) => number;
}

const elementTypes: Readonly<Partial<Record<number, ElementType>>> = {
  [TensorProto_DataType.FLOAT]: {
    kind: "float",
    bytes: 4,
    read: (v, at) => v.getFloat32(at, true),
    field: "floatData",
  },
  [TensorProto_DataType.DOUBLE]: {
    kind: "float",
    bytes: 8,
    read: (v, at) => v.getFloat64(at, true),
    field: "doubleData",
  },
  [TensorProto_DataType.FLOAT16]: {
    kind: "float",
    bytes: 2,
    read: (v, at) => half(v.getUint16(at, true)),
    field: "int32Data",
    bits: half,
  },
  [TensorProto_DataType.INT8]: {
    kind: "integer",
    bytes: 1,
    read: (v, at) => v.getInt8(at),
    field: "int32Data",
  },
  [TensorProto_DataType.UINT8]: {
    kind: "integer",
    bytes: 1,
    read: (v, at) => v.getUint8(at),
    field: "int32Data",
  },
  [TensorProto_DataType.BOOL]: {
    kind: "integer",
    bytes: 1,
    read: (v, at) => v.getUint8(at),
    field: "int32Data",
  },
  [TensorProto_DataType.INT16]: {
    kind: "integer",
    bytes: 2,
    read: (v, at) => v.getInt16(at, true),
    field: "int32Data",
  },
  [TensorProto_DataType.UINT16]: {
    kind: "integer",
    bytes: 2,
    read: (v, at) => v.getUint16(at, true),
    field: "int32Data",
  },
  [TensorProto_DataType.INT32]: {
    kind: "integer",
    bytes: 4,
    read: (v, at) => v.getInt32(at, true),
    field: "int32Data",
  },
  [TensorProto_DataType.UINT32]: {
    kind: "integer",
    bytes: 4,
    read: (v, at) => v.getUint32(at, true),
    field: "uint64Data",
  },
  [TensorProto_DataType.INT64]: {
    kind: "integer",
    bytes: 8,
    read: (v, at) => Number(v.getBigInt64(at, true)),
    field: "int64Data",
  },
  [TensorProto_DataType.UINT64]: {
    kind: "integer",
    bytes: 8,
    read: (v, at) => Number(v.getBigUint64(at, true)),
    field: "uint64Data",
  },
};

function readExternalBytes(tensor: TensorProto, bytes: number, external: ReadExternal): Uint8Array | Problem {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get("location");
  const offset = Number(entries.get("offset") ?? 0);
  const length = Number(entries.get("length") ?? bytes);
  if (location === undefined || !Number.isSafeInteger(offset) || offset < 0 || length !== bytes) {
    return malformed(`tensor ${quoted(tensor.name)} does not say where its ${bytes} bytes lie`);
  }
  return external(location, offset, length);
}

function allocate({ kind, bytes }: ElementType, elements: number): Float32Array | Float64Array {
  return kind === "float" && bytes <= 4 ? new Float32Array(elements) : new Float64Array(elements);
}

function fromBytes(bytes: Uint8Array, type: ElementType, elements: number): Float32Array | Float64Array {
  const data = allocate(type, elements);
  if (data.BYTES_PER_ELEMENT === type.bytes && littleEndian) {
    new Uint8Array(data.buffer).set(bytes);
    if (type.kind === "float") return data;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < elements; index += 1) data[index] = type.read(view, index * type.bytes);
  return data;
}

/** Numbers of a packed field: fixed width for float and double, varints for the rest. */
function readTyped(
  packed: Uint8Array,
  type: ElementType,
  elements: number,
): Float32Array | Float64Array | undefined {
  if (type.field === "floatData" || type.field === "doubleData") {
    return packed.length === elements * type.bytes ? fromBytes(packed, type, elements) : undefined;
  }
  // Each number takes a byte or more.
  if (packed.length < elements) return undefined;
  const data = allocate(type, elements);
  const signed = type.field !== "uint64Data";
  let at = 0;
  for (let index = 0; index < elements; index += 1) {
    let value = 0n;
    let shift = 0n;
    for (;;) {
      const byte = packed[at];
      if (byte === undefined || shift > 63n) return undefined;
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) break;
    }
    const number = Number(signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value));
    data[index] = type.bits === undefined ? number : type.bits(number);
  }
  return at === packed.length ? data : undefined;
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function wrongSize({ name }: TensorProto, shape: readonly number[]): Problem {
  return malformed(`tensor ${quoted(name)} does not hold the numbers of its shape [${shape.join(", ")}]`);
}

function malformed(message: string): Problem {
  return new Problem("CNN0601", message);
}

/** A name of a file, safe to be shown. */
function quoted(name: string): string {
  return JSON.stringify(name);
}
