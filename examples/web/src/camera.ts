/**
 * What a camera sees, dark ink on paper, as light ink on black: a square from its middle, in a canvas that goes to the
 * network as it is. Its pixels never come to JavaScript.
 */
export class Camera {
  readonly canvas: HTMLCanvasElement;
  private readonly video = document.createElement("video");
  private stream: MediaStream | undefined;

  constructor(private readonly context: CanvasRenderingContext2D) {
    this.canvas = context.canvas;
    this.video.muted = this.video.playsInline = true;
  }

  get isOn(): boolean {
    return this.stream !== undefined;
  }

  /** Rejects where there is no camera, or none that the page may use. */
  async start(): Promise<void> {
    const wanted = { video: { facingMode: "environment", width: { ideal: 640 } } };
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    this.stop();
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
  }

  stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
  }

  /** Takes the frame of now into the canvas; says whether there is one. */
  take(): boolean {
    const { video, context, canvas } = this;
    if (!this.isOn || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
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

function fill(context: CanvasRenderingContext2D, how: GlobalCompositeOperation, colour: string): void {
  context.globalCompositeOperation = how;
  context.fillStyle = colour;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
