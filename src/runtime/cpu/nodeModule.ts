/**
 * A module of Node where it is Node that runs this; not an import, which
 * browsers and bundlers would follow.
 */
export function nodeModule(name: string): unknown {
  const { process } = globalThis as {
    readonly process?: { getBuiltinModule?(name: string): unknown };
  };
  return process?.getBuiltinModule?.(name);
}
