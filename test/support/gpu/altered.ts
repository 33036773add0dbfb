import type { GpuBuffer, GpuDevice, GpuTexture } from "../../../src/runtime/webgpu/gpuTypes.js";

/** A device some of whose functions are others. */
export function altered(device: GpuDevice, functions: Partial<GpuDevice>): GpuDevice {
  const get = (target: GpuDevice, name: string | symbol): unknown => {
    const value: unknown = Reflect.get(name in functions ? functions : target, name);
    return typeof value === "function" ? (value.bind(target) as unknown) : value;
  };
  return new Proxy(device, { get });
}

/** A device, and those of its buffers and textures that have not been given back. */
export function watched(device: GpuDevice): {
  readonly device: GpuDevice;
  readonly held: Set<GpuBuffer>;
  readonly textures: Set<GpuTexture>;
} {
  const held = new Set<GpuBuffer>();
  const textures = new Set<GpuTexture>();
  const watch = <Made extends { destroy(): void }>(made: Made, alive: Set<Made>): Made => {
    const destroy = made.destroy.bind(made);
    const value = (): void => {
      alive.delete(made);
      destroy();
    };
    Object.defineProperty(made, "destroy", { value });
    alive.add(made);
    return made;
  };
  const createBuffer: GpuDevice["createBuffer"] = (descriptor) =>
    watch(device.createBuffer(descriptor), held);
  const createTexture: GpuDevice["createTexture"] = (descriptor) =>
    watch(device.createTexture(descriptor), textures);
  return { device: altered(device, { createBuffer, createTexture }), held, textures };
}
