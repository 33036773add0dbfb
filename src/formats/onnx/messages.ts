import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { TensorType } from "../../ir/graph.js";
import type { OnnxAttribute } from "../../ops/definition.js";
import {
  AttributeProto_AttributeType as AttributeType,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./onnx_pb.js";
import type { WrittenConstant, WrittenNode } from "./writer.js";

export function nodeMessage({ name, opType, domain, inputs, outputs, attributes }: WrittenNode): NodeProto {
  return create(NodeProtoSchema, {
    ...{ name, opType, domain },
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([key, attribute]) => attributeMessage(key, attribute)),
  });
}

function attributeMessage(
  name: string,
  attribute: OnnxAttribute,
): MessageInitShape<typeof AttributeProtoSchema> {
  switch (attribute.kind) {
    case "float":
      return { name, type: AttributeType.FLOAT, f: attribute.value };
    case "int":
      return { name, type: AttributeType.INT, i: BigInt(attribute.value) };
    case "floats":
      return { name, type: AttributeType.FLOATS, floats: [...attribute.value] };
    case "ints":
      return { name, type: AttributeType.INTS, ints: attribute.value.map(BigInt) };
    case "string":
      return { name, type: AttributeType.STRING, s: new TextEncoder().encode(attribute.value) };
  }
}

export function constantTensor({ name, type, shape, data }: WrittenConstant): TensorProto {
  const width = type === "float" ? 4 : 8;
  const rawData = new Uint8Array(width * data.length);
  const view = new DataView(rawData.buffer);
  data.forEach((value, index) => {
    if (type === "float") view.setFloat32(4 * index, value, true);
    else view.setBigInt64(8 * index, BigInt(value), true);
  });
  const dataType = type === "float" ? DataType.FLOAT : DataType.INT64;
  return create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType, rawData });
}

/** A float32 tensor whose batch is the dimension `N`. */
export function valueMessage(name: string, { shape }: TensorType, doc = ""): ValueInfoProto {
  const dim = shape.map((extent) => ({
    value:
      extent === "N"
        ? ({ case: "dimParam", value: "N" } as const)
        : ({ case: "dimValue", value: BigInt(extent) } as const),
  }));
  return create(ValueInfoProtoSchema, {
    name,
    docString: doc,
    type: { value: { case: "tensorType", value: { elemType: DataType.FLOAT, shape: { dim } } } },
  });
}
