/**
 * What a camera sees, dark ink on paper, as light ink on black: a square from its middle, in a canvas that goes to the
 * network as it is. Its pixels never come to JavaScript.
 */
export class Camera {
  readonly canvas: HTMLCanvasElement;
  private readonly video = document.createElement("video");
  private stream: MediaStream | undefined;
  private filming: AbortController | undefined;

  /** `lost` is called where the camera ends by itself, as one that is unplugged. */
  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly lost: () => void,
  ) {
    this.canvas = context.canvas;
    this.video.muted = this.video.playsInline = true;
  }

  /** Whether it is switched on, although it may not be there yet. */
  get isOn(): boolean {
    return this.filming !== undefined;
  }

  /**
   * Switches it on, and gives what is aborted once it is switched off, which it may have been by then. Rejects where
   * there is no camera, or none that the page may use.
   */
  async start(): Promise<AbortSignal> {
    this.stop();
    this.filming = new AbortController();
    const { signal } = this.filming;
    try {
      const wanted = { video: { facingMode: "environment", width: { ideal: 640 } } };
      const stream = await navigator.mediaDevices.getUserMedia(wanted);
      if (signal.aborted) {
        end(stream);
        return signal;
      }
      for (const track of stream.getTracks()) track.addEventListener("ended", this.lost, { signal });
      this.stream = stream;
      this.video.srcObject = stream;
      await this.video.play();
    } catch (failure) {
      // What is switched off meanwhile plays nothing, and that is no failure.
      if (!signal.aborted) throw failure;
    }
    return signal;
  }

  stop(): void {
    this.filming?.abort();
    this.filming = undefined;
    if (this.stream) end(this.stream);
    this.stream = undefined;
    this.video.srcObject = null;
  }

  /** Takes the frame of now into the canvas; says whether there is one. */
  take(): boolean {
    const { video, context, canvas } = this;
    if (this.stream === undefined || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
    const side = Math.min(video.videoWidth, video.videoHeight);
    const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
    const all = [0, 0, canvas.width, canvas.height] as const;
    context.globalCompositeOperation = "source-over";
    context.drawImage(video, left, top, side, side, ...all);
    fill(context, "difference", "white");
    fill(context, "saturation", "gray");
    // Paper that reflects 0.6 of the light becomes black, what of the ink is left then white.
    fill(context, "color-burn", "rgb(153 153 153)");
    fill(context, "color-dodge", "rgb(96 96 96)");
    return true;
  }
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function fill(context: CanvasRenderingContext2D, how: GlobalCompositeOperation, colour: string): void {
  context.globalCompositeOperation = how;
  context.fillStyle = colour;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
