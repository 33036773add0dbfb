/**
 * A package that only `bench/package.json` asks for. Its name is a value, so that the project is checked where the
 * package is not installed.
 */
export async function importPeer(name: string): Promise<unknown> {
  const imported: unknown = await import(name);
  return imported;
}
