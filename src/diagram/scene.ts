import type { DiagramBox, DiagramFrame } from "./diagram.js";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

export type SceneText = Point & {
  readonly text: string;
  readonly strong: boolean;
  /** How often, in another colour behind the text. */
  readonly times: string;
};

export interface SceneBox {
  readonly id: string;
  readonly area: Rectangle;
  /** Its ends are half circles. */
  readonly round: boolean;
  /** Centred at their points. */
  readonly texts: readonly SceneText[];
  /** Begins at its point. */
  readonly shape: SceneText | undefined;
  readonly box: DiagramBox;
}

export interface SceneFrame {
  readonly id: string;
  readonly area: Rectangle;
  /** How many frames are around it. */
  readonly depth: number;
  /** Begins at its point. */
  readonly title: SceneText;
  readonly frame: DiagramFrame;
}

export interface SceneEdge {
  readonly from: string;
  readonly to: string;
  readonly skip: boolean;
  readonly training: boolean;
  /** From the box that gives a value to the one that takes it, along the axes. */
  readonly points: readonly Point[];
}

/** A diagram with a place for everything, in pixels. Frames stand before what is inside them. */
export interface Scene {
  readonly name: string;
  readonly doc: string;
  readonly width: number;
  readonly height: number;
  readonly frames: readonly SceneFrame[];
  readonly boxes: readonly SceneBox[];
  readonly edges: readonly SceneEdge[];
}
