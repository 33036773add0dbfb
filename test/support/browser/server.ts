import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Files at an address of this machine. */
export interface Server {
  readonly origin: string;
  /** Serves a file under a path that begins with `/`, whose ending says its type, or as another type. */
  readonly put: (path: string, content: string | Uint8Array, type?: string) => void;
  readonly close: () => void;
}

const types: Readonly<Record<string, string>> = {
  js: "text/javascript",
  json: "application/json",
  wasm: "application/wasm",
};

/** What makes a page isolated from other origins, which `SharedArrayBuffer` demands. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Serves what it is given, with or without the headers that isolate pages; `/` is an empty page. */
export async function serve(isolated: boolean): Promise<Server> {
  const files = new Map<string, { readonly content: string | Uint8Array; readonly type: string }>();
  const put: Server["put"] = (path, content, type) => {
    const ending = path.split(".").at(-1) ?? "";
    files.set(path, { content, type: type ?? types[ending] ?? "application/octet-stream" });
  };
  put("/", "<!doctype html><html lang=en><title>cnnc</title></html>", "text/html");
  put("/favicon.ico", "");
  const server = createServer(({ url = "/" }, response) => {
    const [path = "/"] = url.split("?");
    const file = files.get(path);
    response.writeHead(file === undefined ? 404 : 200, {
      "Content-Type": file?.type ?? "text/plain",
      ...(isolated ? isolation : {}),
    });
    response.end(file?.content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    put,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
