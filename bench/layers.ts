/** A layer of one sample, square in every respect. */
export interface Layer {
  readonly kind: "conv" | "depthwise" | "dense";
  /** Rows of the output. */
  readonly extent: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
}

function conv(extent: number, channels: number, filters: number, kernel = 3, stride = 1): Layer {
  return { kind: "conv", extent, channels, filters, kernel, stride };
}

function depthwise(extent: number, channels: number, stride: number): Layer {
  return { kind: "depthwise", extent, channels, filters: channels, kernel: 3, stride };
}

function dense(channels: number, filters: number): Layer {
  return { kind: "dense", extent: 1, channels, filters, kernel: 1, stride: 1 };
}

function vgg16(): readonly Layer[] {
  const stages = [
    [224, 3, 64, 64],
    [112, 64, 128, 128],
    [56, 128, 256, 256, 256],
    [28, 256, 512, 512, 512],
    [14, 512, 512, 512, 512],
  ] as const;
  const convs = stages.flatMap(([extent, ...widths]) =>
    widths.slice(1).map((filters, index) => conv(extent, widths[index] ?? 0, filters)),
  );
  return [...convs, dense(25088, 4096), dense(4096, 4096), dense(4096, 1000)];
}

function resnet50(): readonly Layer[] {
  const stages = [
    [56, 64, 3],
    [28, 128, 4],
    [14, 256, 6],
    [7, 512, 3],
  ] as const;
  let channels = 64;
  const blocks = stages.flatMap(([extent, width, count], stage) =>
    Array.from({ length: count }, (_, index) => {
      const stride = index === 0 && stage > 0 ? 2 : 1;
      const before = channels;
      channels = 4 * width;
      return [
        conv(extent * stride, before, width, 1),
        conv(extent, width, width, 3, stride),
        conv(extent, width, channels, 1),
        ...(index === 0 ? [conv(extent, before, channels, 1, stride)] : []),
      ];
    }).flat(),
  );
  return [conv(112, 3, 64, 7, 2), ...blocks, dense(2048, 1000)];
}

function alexnet(): readonly Layer[] {
  const convs = [conv(27, 64, 192, 5), conv(13, 192, 384), conv(13, 384, 256), conv(13, 256, 256)];
  return [conv(55, 3, 64, 11, 4), ...convs, dense(9216, 4096), dense(4096, 4096), dense(4096, 1000)];
}

function mobilenetV2(): readonly Layer[] {
  const stages = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ] as const;
  let [channels, extent] = [32, 112];
  const blocks = stages.flatMap(([factor, filters, count, first]) =>
    Array.from({ length: count }, (_, index) => {
      const stride = index === 0 ? first : 1;
      const hidden = channels * factor;
      const expand = factor === 1 ? [] : [conv(extent, channels, hidden, 1)];
      channels = filters;
      extent /= stride;
      return [...expand, depthwise(extent, hidden, stride), conv(extent, hidden, filters, 1)];
    }).flat(),
  );
  return [conv(112, 3, 32, 3, 2), ...blocks, conv(7, 320, 1280, 1), dense(1280, 1000)];
}

/** Layers with arithmetic worth timing. */
export const networks: Readonly<Record<string, readonly Layer[]>> = {
  vgg16: vgg16(),
  resnet50: resnet50(),
  alexnet: alexnet(),
  mobilenet_v2: mobilenetV2(),
};

/** Each layer once, and how often it is there. */
export function distinctLayers(
  layers: readonly Layer[],
): readonly { readonly layer: Layer; readonly count: number }[] {
  const counts = new Map<string, { layer: Layer; count: number }>();
  for (const layer of layers) {
    const key = JSON.stringify(layer);
    counts.set(key, { layer, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}
