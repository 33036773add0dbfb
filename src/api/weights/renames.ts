/** A tensor, or what tensors are matched with: a weight of the model. */
export interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/** Tensors of one layer: the layer's path, and what follows it in their names. */
interface Layer {
  readonly path: string;
  readonly slots: readonly string[];
  /** Equal for layers that could be each other. */
  readonly signature: string;
}

/**
 * Which superfluous tensors are likely to be which missing ones: layers with the same slots of the same shapes, those
 * first whose paths share most words, and in their order where nothing tells them apart. No name is taken twice.
 */
export function likelyRenames(
  missing: readonly NamedShape[],
  surplus: readonly NamedShape[],
): readonly Renaming[] {
  const taken = new Set<Layer>();
  const candidates = layersOf(surplus);
  return layersOf(missing).flatMap((layer) => {
    const free = candidates.filter((one) => one.signature === layer.signature && !taken.has(one));
    const [best] = free
      .map((one) => ({ one, words: sharedWords(one.path, layer.path) }))
      .sort((a, b) => b.words - a.words);
    if (best === undefined) return [];
    taken.add(best.one);
    return layer.slots.map((slot) => ({ from: named(best.one.path, slot), to: named(layer.path, slot) }));
  });
}

/** What happens to whole layers, as people read it: `conv1 -> stem`. */
export function renamedLayers(renames: readonly Renaming[]): readonly string[] {
  const lines = renames.map(({ from, to }) => `${layerOf(from)} -> ${layerOf(to)}`);
  return [...new Set(lines)];
}

/** Layers in the order of their first tensors, numbers in names counted: `conv2` before `conv10`. */
function layersOf(tensors: readonly NamedShape[]): readonly Layer[] {
  const layers = new Map<string, NamedShape[]>();
  for (const { name, shape } of tensors) {
    const { path, slot } = split(name);
    const slots = layers.get(path) ?? [];
    layers.set(path, slots);
    slots.push({ name: slot, shape });
  }
  return [...layers].map(([path, slots]) => {
    const inOrder = slots.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const signature = JSON.stringify(inOrder.map(({ name, shape }) => [name, ...shape]));
    return { path, slots: inOrder.map(({ name }) => name), signature };
  });
}

/** The path of the layer that a tensor is of. */
export function layerOf(name: string): string {
  return split(name).path;
}

function split(name: string): { readonly path: string; readonly slot: string } {
  const dot = name.lastIndexOf(".");
  return { path: name.slice(0, Math.max(0, dot)), slot: name.slice(dot + 1) };
}

function named(path: string, slot: string): string {
  return path === "" ? slot : `${path}.${slot}`;
}

/** Words at the beginning and at the end that two paths have in common. */
function sharedWords(a: string, b: string): number {
  const [first, second] = [a.split("."), b.split(".")];
  const most = Math.min(first.length, second.length);
  let head = 0;
  while (head < most && first[head] === second[head]) head += 1;
  let tail = 0;
  while (tail < most - head && first.at(-1 - tail) === second.at(-1 - tail)) tail += 1;
  return head + tail;
}

/** Names by the numbers in them, so that tensors of a file come in the order in which a text has layers. */
export function byNumbers(a: string, b: string): number {
  const [first, second] = [parts(a), parts(b)];
  for (const [index, part] of first.entries()) {
    const other = second[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const difference = Number(part) - Number(other);
    if (Number.isFinite(difference) && difference !== 0) return difference;
    return part < other ? -1 : 1;
  }
  return first.length - second.length;
}

function parts(name: string): readonly string[] {
  return name.split(/(\d+)/).filter((part) => part !== "");
}
