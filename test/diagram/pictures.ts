import { checkNetwork, type CheckedNetwork } from "../../src/api/network.js";
import { networkScene } from "../../src/api/graph.js";
import { diagramOf, type DiagramOptions } from "../../src/diagram/build.js";
import { boxesOf, type Diagram, type DiagramFrame, type DiagramItem } from "../../src/diagram/diagram.js";
import type { Scene } from "../../src/diagram/scene.js";
import type { Graph } from "../../src/ir/graph.js";
import { operators } from "../../src/ops/index.js";
import { projectHost } from "../support/host.js";

export function networkOf(source: string): CheckedNetwork {
  const host = {
    ...projectHost,
    readSource: (path: string) => (path === "net.cnn" ? source : projectHost.readSource(path)),
  };
  return checked(host, "net.cnn");
}

export function modelNamed(name: string): CheckedNetwork {
  return checked(projectHost, `models/${name}.cnn`);
}

function checked(host: typeof projectHost, entry: string): CheckedNetwork {
  const { value, diagnostics } = checkNetwork(host, { entry });
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return value;
}

export function diagram(graph: Graph, options: DiagramOptions = {}): Diagram {
  return diagramOf(graph, operators, new Map(), options);
}

export async function scene(network: CheckedNetwork, options: DiagramOptions = {}): Promise<Scene> {
  const found = await networkScene(network, { ...options, entry: "net.cnn" });
  if ("code" in found) throw new Error(found.message);
  return found;
}

/** The diagram in lines: what stands in each box and frame, then the edges, `~` for those that pass layers by. */
export function outline({ children, edges }: Diagram): readonly string[] {
  const lines = (item: DiagramItem, indent: string): readonly string[] => {
    const times = item.count > 1 ? ` ×${item.count}` : "";
    const training = item.training ? " (training)" : "";
    if (item.kind === "frame")
      return [
        `${indent}[${item.title}${times}]${training}`,
        ...item.children.flatMap((each) => lines(each, `${indent}  `)),
      ];
    const text = item.lines.map((line) => line.text).join(" / ");
    return [`${indent}${item.id} ${text}${times}${item.shape === "" ? "" : ` → ${item.shape}`}${training}`];
  };
  const arrows = edges.map(({ from, to, skip }) => `${from}${skip ? "~" : "-"}${to}`);
  return [...children.flatMap((item) => lines(item, "")), arrows.join(" ")];
}

export function framesOf(items: readonly DiagramItem[]): readonly DiagramFrame[] {
  return items.flatMap((item) => (item.kind === "box" ? [] : [item, ...framesOf(item.children)]));
}

export { boxesOf };
