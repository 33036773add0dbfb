import Elk, { type ElkExtendedEdge, type ElkNode, type LayoutOptions } from "elkjs/lib/elk.bundled.js";
import type { Diagram, DiagramBox, DiagramEdge, DiagramItem } from "./diagram.js";
import { mainPath } from "./main-path.js";
import {
  boxSize,
  framePadding,
  frameTitleHeight,
  frameTitleWidth,
  headingHeight,
  margin,
  shapeGap,
  shapeHeight,
  shapeWidth,
} from "./measures.js";
import type { Point, Rectangle } from "./scene.js";

/** Options of the layered algorithm of the Eclipse Layout Kernel, eclipse.dev/elk/reference. */
const rootOptions: LayoutOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  "elk.layered.spacing.nodeNodeBetweenLayers": "13",
  "elk.layered.spacing.edgeNodeBetweenLayers": "8",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "8",
  "elk.spacing.nodeNode": "16",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "10",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.randomSeed": "1",
};

/** Where the layout puts boxes with the shapes below them, frames, and the edges in their order. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly areas: ReadonlyMap<string, Rectangle>;
  readonly routes: readonly (readonly Point[])[];
}

/** Lays a diagram out from top to bottom, in whole pixels, so that no platform's rounding shows. */
export async function placement({ children, edges }: Diagram): Promise<Placement> {
  const straight = mainPath(edges);
  const input: ElkNode = {
    id: "root",
    layoutOptions: { ...rootOptions, "elk.padding": padding(margin + headingHeight, margin) },
    children: children.map((item) => toElk(item, edges)),
    edges: edges.map((edge, index) => ({
      id: `e${index}`,
      sources: [`${edge.from}.out`],
      targets: [`${edge.to}.in${index}`],
      layoutOptions: { "elk.layered.priority.straightness": straight.has(edge) ? "10" : "1" },
    })),
  };
  const root = await new Elk.default().layout(input);
  const routes = new Map((root.edges ?? []).map((edge) => [edge.id, routeOf(edge)]));
  return {
    width: Math.ceil(root.width ?? 0),
    height: Math.ceil(root.height ?? 0),
    areas: new Map(allNodes(root).map((node) => [node.id, areaOf(node)])),
    routes: edges.map((_, index) => routes.get(`e${index}`) ?? []),
  };
}

function toElk(item: DiagramItem, edges: readonly DiagramEdge[]): ElkNode {
  if (item.kind === "frame") {
    return {
      id: item.id,
      layoutOptions: {
        "elk.padding": padding(framePadding + frameTitleHeight, framePadding),
        "elk.nodeSize.constraints": "MINIMUM_SIZE",
        "elk.nodeSize.minimum": `(${frameTitleWidth(item)}, ${frameTitleHeight})`,
      },
      children: item.children.map((child) => toElk(child, edges)),
    };
  }
  const size = nodeSize(item);
  const entering = edges.flatMap(({ to }, index) => (to === item.id ? [`in${index}`] : []));
  const port = (name: string, side: string, x: number, y: number) => ({
    id: `${item.id}.${name}`,
    ...{ x, y },
    layoutOptions: { "elk.port.side": side },
  });
  return {
    id: item.id,
    ...size,
    ports: [
      ...entering.map((name, index) =>
        port(name, "NORTH", enters(item, size.width, index, entering.length), 0),
      ),
      port("out", "SOUTH", size.width / 2, size.height),
    ],
    layoutOptions: { "elk.portConstraints": "FIXED_POS" },
  };
}

/** Where an edge meets the top of a box: they are spread in the order of the operands. */
function enters(box: DiagramBox, width: number, index: number, count: number): number {
  const own = boxSize(box).width;
  return (width - own) / 2 + (own * (index + 1)) / (count + 1);
}

/** A box with the shape below it, which the edges that leave keep clear of. */
function nodeSize(box: DiagramBox): { readonly width: number; readonly height: number } {
  const { width, height } = boxSize(box);
  if (box.shape === "") return { width, height };
  const beside = 2 * Math.ceil(shapeGap + shapeWidth(box.shape));
  return { width: Math.max(width, beside), height: height + shapeHeight };
}

function padding(top: number, side: number): string {
  return `[top=${top},left=${side},bottom=${side},right=${side}]`;
}

function allNodes(node: ElkNode): readonly ElkNode[] {
  return (node.children ?? []).flatMap((child) => [child, ...allNodes(child)]);
}

function areaOf({ x = 0, y = 0, width = 0, height = 0 }: ElkNode): Rectangle {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

function routeOf({ sections: [section] = [] }: ElkExtendedEdge): readonly Point[] {
  const route = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
  return route.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
}
