import {
  docComment,
  lineComments,
  numberLiteral,
  stringLiteral,
  type Language,
} from "../../../emit/language.js";
import { titleOf } from "../../../emit/title.js";
import { visible } from "../../../diagnostics/visible.js";
import { elementsOf } from "../../../program/view.js";
import type { DeviceBuffer, DeviceMemory } from "../memory.js";
import type { DeviceStep, DeviceSteps } from "../steps.js";
import { adapterClasses, classesOf } from "../estimate/devices.js";
import { shownWay, type Way } from "../wgsl/shader.js";

/** The constant `plan`: sizes of buffers, and a line for each thing that the device does. */
export function planLines({ memory, load, run }: DeviceSteps, language: Language): string[] {
  const halves = memory.buffers.flatMap(({ half }, index) => (half ? [index] : []));
  const sizes = (use: DeviceBuffer["use"]): string =>
    memory.buffers.flatMap((buffer) => (buffer.use === use ? [buffer.elements] : [])).join(", ");
  return [
    docComment([
      "What the device does: `load` once, `run` for each batch. Buffers are counted",
      "through weights, arena and loading; a shape is the kernel's uniform.",
    ]),
    `const plan${language.format === "ts" ? ": GpuPlan" : ""} = {`,
    `weights: [${sizes("weights")}],`,
    `arena: [${sizes("run")}],`,
    `loading: [${sizes("load")}],`,
    ...(halves.length === 0 ? [] : [`halves: [${halves.join(", ")}],`]),
    "load: [",
    ...load.flatMap((step) => stepLines(step, memory)),
    "],",
    "run: [",
    ...run.flatMap((step) => stepLines(step, memory)),
    "],",
    "};",
    "",
  ];
}

function stepLines({ call, dispatch }: DeviceStep, memory: DeviceMemory): string[] {
  if (call.kind === "read") {
    const read = `read: ${stringLiteral(call.path)}`;
    const all = elementsOf(call.output);
    const places = memory.partsOf(call.output.buffer).map(({ begin, elements, buffer, at }) => {
      return `{ elements: ${Math.min(elements, all - begin)}, buffer: ${buffer}, at: ${at} }`;
    });
    return [`{ ${read}, to: [${places.join(", ")}] },`];
  }
  if (call.kind === "constant") {
    const { buffer, at } = memory.placeOf(call.output);
    return [`{ numbers: [${call.data.map(numberLiteral).join(", ")}], buffer: ${buffer}, at: ${at} },`];
  }
  if (dispatch === undefined) return [];
  const { ways, buffers } = dispatch;
  const way = ({ kernel, groups, shape }: Way): string =>
    `kernel: "${kernel}", groups: [${groups.join(", ")}], shape: [${shape.join(", ")}]`;
  const shown = shownWay(dispatch);
  const others = adapterClasses.flatMap((adapter) => {
    const other = ways[adapter] ?? shown;
    return other.kernel === shown.kernel ? [] : [`${adapter}: { ${way(other)} }`];
  });
  const only = call.on === undefined ? "" : `, only: [${classesOf(call).map(stringLiteral).join(", ")}]`;
  return [
    ...lineComments([visible(titleOf(call))]),
    `{ layer: ${stringLiteral(call.origin.path)}, ${way(shown)}, buffers: [${buffers.join(", ")}]` +
      `${others.length === 0 ? "" : `, on: { ${others.join(", ")} }`}${only} },`,
  ];
}
