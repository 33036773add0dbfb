import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Files at an address of this machine. */
export interface Server {
  readonly origin: string;
  readonly put: (path: string, content: string | Uint8Array) => void;
  readonly close: () => void;
}

const types: Readonly<Record<string, string>> = {
  html: "text/html",
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
  const files = new Map<string, string | Uint8Array>([
    ["/", "<!doctype html><html lang=en><title>cnnc</title></html>"],
    ["/favicon.ico", ""],
  ]);
  const server = createServer(({ url = "/" }, response) => {
    const [path = "/"] = url.split("?");
    const content = files.get(path);
    const ending = path === "/" ? "html" : (path.split(".").at(-1) ?? "");
    response.writeHead(content === undefined ? 404 : 200, {
      "Content-Type": types[ending] ?? "application/octet-stream",
      ...(isolated ? isolation : {}),
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    put: (path, content) => {
      files.set(path, content);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
