import { create } from "@bufbuild/protobuf";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../../src/ir/operator.js";
import {
  TensorProto_DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type TensorProto,
} from "../../../src/formats/onnx/onnx_pb.js";
import { readTensor, type OnnxTensor } from "../../../src/formats/onnx/tensor.js";

const seed = 20_261;
const noExternal = (): Problem => new Problem("CNN0601", "there is no other file");

function tensor(fields: Partial<Omit<TensorProto, "$typeName">>): TensorProto {
  return Object.assign(create(TensorProtoSchema), fields);
}

function read(fields: Partial<Omit<TensorProto, "$typeName">>): OnnxTensor {
  const result = readTensor(tensor(fields), noExternal);
  if (result instanceof Problem) throw new Error(result.message);
  return result;
}

function problemOf(fields: Partial<Omit<TensorProto, "$typeName">>): string {
  const result = readTensor(tensor(fields), noExternal);
  return result instanceof Problem ? result.message : "none";
}

const varints = (values: readonly bigint[]): Uint8Array =>
  values.reduce((writer, value) => writer.int64(value), new BinaryWriter()).finish();

describe(`readTensor (seed ${seed})`, () => {
  test("integers are the same from raw bytes and from packed numbers", () => {
    const whole = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n });
    fc.assert(
      fc.property(fc.array(whole, { maxLength: 9 }), (values) => {
        const dims = [BigInt(values.length)];
        const rawData = new Uint8Array(BigInt64Array.from(values).buffer);
        const expected = values.map(Number);
        const fields = { dims, dataType: DataType.INT64 };
        expect([...read({ ...fields, rawData }).data]).toEqual(expected);
        expect([...read({ ...fields, int64Data: varints(values) }).data]).toEqual(expected);
      }),
      { seed },
    );
  });

  test("every half is the float that it stands for, also as the bits of an int32", () => {
    const bits = Uint16Array.from({ length: 65_536 }, (_, index) => index);
    const dims = [65_536n];
    const raw = read({ dims, dataType: DataType.FLOAT16, rawData: new Uint8Array(bits.buffer) }).data;
    const packed = varints(Array.from(bits, BigInt));
    expect(read({ dims, dataType: DataType.FLOAT16, int32Data: packed }).data).toEqual(raw);
    // 1, the largest, the smallest above zero, -2, infinity (IEEE 754 binary16).
    const known = [0x3c00, 0x7bff, 0x0001, 0xc000, 0x7c00].map((index) => raw[index]);
    expect(known).toEqual([1, 65_504, 2 ** -24, -2, Infinity]);
    expect(raw[0x7c01]).toBeNaN();
  });

  test.for([
    [DataType.FLOAT, "float", [1.5, -2], new Uint8Array(Float32Array.of(1.5, -2).buffer)],
    [DataType.DOUBLE, "float", [0.1, -2], new Uint8Array(Float64Array.of(0.1, -2).buffer)],
    [DataType.INT32, "integer", [7, -8], new Uint8Array(Int32Array.of(7, -8).buffer)],
    [DataType.INT8, "integer", [7, -8], new Uint8Array(Int8Array.of(7, -8).buffer)],
    [DataType.UINT8, "integer", [7, 250], Uint8Array.of(7, 250)],
    [DataType.BOOL, "integer", [1, 0], Uint8Array.of(1, 0)],
  ] as const)("type %i", ([dataType, kind, values, rawData]) => {
    const result = read({ dims: [2n], dataType, rawData });
    expect({ ...result, data: [...result.data] }).toEqual({ shape: [2], kind, data: values });
  });

  test("a tensor in another file is read from there", () => {
    const calls: unknown[] = [];
    const result = readTensor(
      tensor({
        dims: [2n],
        dataType: DataType.FLOAT,
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: [
          ["location", "weights.bin"],
          ["offset", "64"],
        ].map(([key = "", value = ""]) => ({ $typeName: "onnx.StringStringEntryProto", key, value })),
      }),
      (...call) => {
        calls.push(call);
        return new Uint8Array(Float32Array.of(3, 4).buffer);
      },
    );
    expect(result).toEqual({ shape: [2], kind: "float", data: Float32Array.of(3, 4) });
    expect(calls).toEqual([["weights.bin", 64, 8]]);
  });

  test("what does not fit is refused before memory is taken", () => {
    const fields = { name: "w", dataType: DataType.FLOAT };
    expect(problemOf({ ...fields, dims: [2n ** 40n] })).toMatch(/"w" does not hold the numbers of its shape/);
    expect(problemOf({ ...fields, dims: [-1n] })).toMatch(/"w" has the impossible shape \[-1\]/);
    expect(problemOf({ ...fields, dims: [2n ** 62n, 4n] })).toMatch(/impossible shape/);
    expect(problemOf({ ...fields, dims: [2n], rawData: new Uint8Array(7) })).toMatch(/does not hold/);
    expect(problemOf({ ...fields, dataType: DataType.STRING })).toBe('tensor "w" is of type string');
    expect(problemOf({ ...fields, dataType: 99 })).toBe('tensor "w" is of type number 99');
    expect(
      problemOf({ ...fields, dims: [1n], dataType: DataType.INT64, int64Data: Uint8Array.of(0x80) }),
    ).toMatch(/does not hold/);
  });
});
