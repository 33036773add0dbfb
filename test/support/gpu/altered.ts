import type { GpuBuffer, GpuDevice } from "../../../src/runtime/webgpu/gpuTypes.js";

/** A device some of whose functions are others. */
export function altered(device: GpuDevice, functions: Partial<GpuDevice>): GpuDevice {
  const get = (target: GpuDevice, name: string | symbol): unknown => {
    const value: unknown = Reflect.get(name in functions ? functions : target, name);
    return typeof value === "function" ? (value.bind(target) as unknown) : value;
  };
  return new Proxy(device, { get });
}

/** A device, and those of its buffers that have not been given back. */
export function watched(device: GpuDevice): { readonly device: GpuDevice; readonly held: Set<GpuBuffer> } {
  const held = new Set<GpuBuffer>();
  const createBuffer: GpuDevice["createBuffer"] = (descriptor) => {
    const buffer = device.createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    const value = (): void => {
      held.delete(buffer);
      destroy();
    };
    Object.defineProperty(buffer, "destroy", { value });
    held.add(buffer);
    return buffer;
  };
  return { device: altered(device, { createBuffer }), held };
}
