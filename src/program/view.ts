/** Index into {@link import("./program.js").Program.buffers}. */
export type BufferId = number;

/** A strided window onto a buffer, in elements. Every operand of a call is one; a repeated axis has stride 0. */
export interface View {
  readonly buffer: BufferId;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

export function wholeBuffer(buffer: BufferId, shape: readonly number[]): View {
  return { buffer, offset: 0, shape, strides: rowMajorStrides(shape) };
}

export function elementsOf(view: { readonly shape: readonly number[] }): number {
  return view.shape.reduce((product, extent) => product * extent, 1);
}

/** Elements from the first to the last, both included, with what lies between. */
export function spanOf({ shape, strides }: Pick<View, "shape" | "strides">): number {
  return shape.reduce((last, extent, axis) => last + (extent - 1) * (strides[axis] ?? 0), 1);
}

/** Whether the elements lie one after another, in order. Axes of extent 1 do not count. */
export function isContiguous(view: View): boolean {
  const expected = rowMajorStrides(view.shape);
  return view.shape.every((extent, axis) => extent === 1 || view.strides[axis] === expected[axis]);
}

/** Whether the elements along an axis lie side by side; an axis of one element always does. */
export function isSideBySide(view: View, axis: number): boolean {
  return view.shape[axis] === 1 || view.strides[axis] === 1;
}

/** Whether the elements lie without gaps, each once, in the order of the axes or of others. */
export function isDense(view: View): boolean {
  const order = view.shape.map((_, axis) => axis);
  order.sort((a, b) => (view.strides[b] ?? 0) - (view.strides[a] ?? 0));
  return isContiguous(permuteView(view, order));
}

/** The same elements under another shape of as many; `undefined` where strides cannot say it. Axes are split and joined. */
export function reshapeView(view: View, shape: readonly number[]): View | undefined {
  if (isContiguous(view)) return { ...view, shape, strides: rowMajorStrides(shape) };
  const strides = new Array<number>(shape.length).fill(0);
  let to = shape.length - 1;
  let from = view.shape.length - 1;
  while (to >= 0 || from >= 0) {
    while (from >= 0 && view.shape[from] === 1) from -= 1;
    if (from < 0) break;
    // A run of old axes that are contiguous among themselves becomes a run of new axes.
    let extent = view.shape[from] ?? 1;
    const stride = view.strides[from] ?? 0;
    let inner = 1;
    for (; to >= 0 && inner < extent; to -= 1) {
      strides[to] = stride * inner;
      inner *= shape[to] ?? 1;
      while (inner > extent) {
        from -= 1;
        if (from < 0 || (view.shape[from] !== 1 && view.strides[from] !== stride * extent)) return undefined;
        extent *= view.shape[from] ?? 1;
      }
    }
    from -= 1;
  }
  return { ...view, shape, strides };
}

/** `view` as an operand of an elementwise call whose result has `shape`: NumPy broadcasting with strides of 0. */
export function broadcastView(view: View, shape: readonly number[]): View {
  const lead = shape.length - view.shape.length;
  const strides = shape.map((extent, axis) => {
    const own = view.shape[axis - lead];
    return own === undefined || (own === 1 && extent !== 1) ? 0 : (view.strides[axis - lead] ?? 0);
  });
  return { ...view, shape, strides };
}

/** A vector `[C]` along axis 1 of `shape`. */
export function channelView(view: View, shape: readonly number[]): View {
  return { ...view, shape, strides: shape.map((_, axis) => (axis === 1 ? (view.strides[0] ?? 1) : 0)) };
}

/** `extent` elements of an axis from `start` on, every `step`th. */
export function sliceView(view: View, axis: number, start: number, extent: number, step = 1): View {
  const stride = view.strides[axis] ?? 0;
  return {
    ...view,
    offset: view.offset + start * stride,
    shape: view.shape.with(axis, extent),
    strides: view.strides.with(axis, stride * step),
  };
}

export function permuteView(view: View, order: readonly number[]): View {
  return {
    ...view,
    shape: order.map((axis) => view.shape[axis] ?? 1),
    strides: order.map((axis) => view.strides[axis] ?? 0),
  };
}
