import { side } from "./digit.js";

/** Ink of a stroke, in pixels of the canvas: about as thick as MNIST's once a digit has its size. */
const thickness = 24;

/** Drawing by mouse, pen or finger, and by keys; `changed` is called when there is other ink. */
export class Pad {
  private readonly context: CanvasRenderingContext2D;
  /** Where the pen of the keys is, in steps of which the side has 28, and whether it is down. */
  private pen = { x: side / 2, y: side / 2, down: false };
  private last: readonly [number, number] | undefined;

  constructor(
    private readonly element: HTMLElement,
    readonly canvas: HTMLCanvasElement,
    private readonly mark: HTMLElement,
    private readonly changed: (settled: boolean) => void,
  ) {
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("this browser has no canvas");
    this.context = context;
    element.addEventListener("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      this.last = undefined;
      this.lineTo(this.placeOf(event));
    });
    element.addEventListener("pointermove", (event) => {
      if (!element.hasPointerCapture(event.pointerId)) return;
      for (const one of event.getCoalescedEvents()) this.lineTo(this.placeOf(one));
    });
    for (const end of ["pointerup", "pointercancel"]) {
      element.addEventListener(end, () => {
        this.last = undefined;
        changed(true);
      });
    }
    element.addEventListener("keydown", (event) => {
      if (this.press(event.key)) event.preventDefault();
    });
    this.showPen();
  }

  clear(): void {
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.pen = { x: side / 2, y: side / 2, down: false };
    this.showPen();
    this.ink(false);
  }

  /** Shows light ink on black in the place of what was drawn. */
  show(picture: HTMLCanvasElement): void {
    const { width, height } = this.canvas;
    this.context.clearRect(0, 0, width, height);
    this.context.drawImage(picture, 0, 0, width, height);
    const image = this.context.getImageData(0, 0, width, height);
    // Ink is white that covers as much as it was light: what lies below shows where there is none.
    for (let at = 0; at < image.data.length; at += 4) {
      image.data.set([255, 255, 255, image.data[at] ?? 0], at);
    }
    this.context.putImageData(image, 0, 0);
    this.ink(true);
    this.changed(true);
  }

  private press(key: string): boolean {
    const { pen } = this;
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [];
    if (x !== undefined && y !== undefined) {
      pen.x = Math.min(Math.max(pen.x + x, 1), side - 1);
      pen.y = Math.min(Math.max(pen.y + y, 1), side - 1);
      if (pen.down) this.lineTo(this.placeOfPen());
    } else if (key === " " || key === "Enter") {
      pen.down = !pen.down;
      this.last = undefined;
      if (pen.down) this.lineTo(this.placeOfPen());
      else this.changed(true);
    } else if (key === "Backspace" || key === "Delete") {
      this.clear();
      this.changed(true);
    } else return false;
    this.showPen();
    return true;
  }

  private lineTo(to: readonly [number, number]): void {
    const { context } = this;
    const from = this.last ?? to;
    context.lineWidth = thickness;
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = "white";
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    this.last = to;
    this.ink(true);
    this.changed(false);
  }

  private placeOf({ clientX, clientY }: PointerEvent): readonly [number, number] {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [((clientX - left) / width) * this.canvas.width, ((clientY - top) / height) * this.canvas.height];
  }

  private placeOfPen(): readonly [number, number] {
    const step = this.canvas.width / side;
    return [this.pen.x * step, this.pen.y * step];
  }

  private showPen(): void {
    this.mark.style.left = `${(100 * this.pen.x) / side}%`;
    this.mark.style.top = `${(100 * this.pen.y) / side}%`;
    this.mark.classList.toggle("down", this.pen.down);
  }

  private ink(there: boolean): void {
    this.element.classList.toggle("inked", there);
  }
}
