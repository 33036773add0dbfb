import { Camera } from "./camera.js";
import { blank, centred, inkOf, side } from "./digit.js";
import { dropNetworkOn, measure, networkOn, softmax, type Place } from "./networks.js";
import { Pad } from "./pad.js";
import { Bars, Maps } from "./views.js";

/** An element of the page, which is of a kind. */
function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${id}`);
}

const digit = element("digit", HTMLOutputElement);
const seen = element("seen", HTMLCanvasElement).getContext("2d");
const time = element("time", HTMLElement);
const bars = new Bars(element("bars", HTMLElement));
const first = new Maps(element("first", HTMLElement), 6, 28);
const second = new Maps(element("second", HTMLElement), 16, 10);
const places = [...document.querySelectorAll<HTMLInputElement>("input[name=place]")];

let place: Place = "cpu";
let isReading = false;
let waiting: { readonly settled: boolean } | undefined;

const area = element("pad", HTMLElement);
const pad = new Pad(area, element("ink", HTMLCanvasElement), element("pen", HTMLElement), (settled) => {
  film(false);
  void read(settled);
});
const view = element("camera", HTMLCanvasElement).getContext("2d");
const camera =
  view &&
  new Camera(view, () => {
    film(false);
  });
const filming = element("film", HTMLButtonElement);
const black = blank(side, side).canvas;

/** Reads what is drawn now, and once more if it has changed by then; times it once a stroke is done. */
async function read(settled: boolean): Promise<void> {
  waiting = { settled: settled || waiting?.settled === true };
  if (isReading) return;
  isReading = true;
  while (waiting !== undefined) {
    const now: { readonly settled: boolean } = waiting;
    waiting = undefined;
    try {
      await show(now.settled);
    } catch (failure) {
      refuse(failure);
    }
    await new Promise(requestAnimationFrame);
  }
  isReading = false;
}

async function show(settled: boolean): Promise<void> {
  const picture = camera?.take() ? camera.canvas : centred(pad.canvas);
  const image = picture ?? black;
  seen?.drawImage(image, 0, 0, side, side);
  const asked = place;
  const network = await networkOn(asked);
  const { logits, taps } = await network.run({ image });
  first.show(taps.tanh1);
  second.show(taps.tanh2);
  const probabilities = picture && softmax(logits);
  bars.show(probabilities);
  const best = probabilities?.indexOf(Math.max(...probabilities));
  digit.textContent = best === undefined ? "–" : String(best);
  if (settled)
    time.textContent = `${spelt(await measure(network, image))} a digit on the ${asked === "cpu" ? "CPU" : "GPU"}`;
}

/** Milliseconds with two digits that say something. */
function spelt(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toPrecision(2) : Math.round(milliseconds)} ms`;
}

/** Goes back to the CPU, and says why. */
function refuse(failure: unknown): void {
  const reason = failure instanceof Error ? failure.message : String(failure);
  if (place === "webgpu") {
    // Its device may be lost, and another be there when it is asked for again.
    dropNetworkOn(place);
    place = "cpu";
    for (const input of places) input.checked = input.value === place;
    void read(false);
  }
  time.textContent = reason;
}

/** Switches the camera on or off. */
function film(on: boolean): void {
  if (camera === null || on === camera.isOn) return;
  const show = (): void => {
    area.classList.toggle("filming", camera.isOn);
    filming.setAttribute("aria-pressed", String(camera.isOn));
  };
  const refused = (failure: unknown): void => {
    camera.stop();
    show();
    time.textContent = `The camera cannot be used: ${failure instanceof Error ? failure.message : String(failure)}`;
  };
  if (on) {
    camera
      .start()
      .then((off) => {
        if (off.aborted) return;
        show();
        return follow(off);
      })
      .catch(refused);
  } else {
    camera.stop();
    show();
  }
}

/** Reads what the camera sees until it is switched off, and takes the time once a second. */
async function follow(off: AbortSignal): Promise<void> {
  for (let timed = -Infinity; !off.aborted;) {
    const settled = performance.now() - timed > 1000;
    if (settled) timed = performance.now();
    await read(settled);
    await new Promise(requestAnimationFrame);
  }
  await read(true);
}

async function open(picture: Blob): Promise<void> {
  try {
    const bitmap = await createImageBitmap(picture);
    try {
      pad.show(inkOf(bitmap, pad.canvas.width));
    } finally {
      bitmap.close();
    }
  } catch {
    time.textContent = "This is no picture that the browser can read.";
  }
}

for (const input of places) {
  input.addEventListener("change", () => {
    place = input.value === "webgpu" ? "webgpu" : "cpu";
    time.textContent = "Loading…";
    void read(true);
  });
}
filming.addEventListener("click", () => {
  film(camera?.isOn !== true);
});
element("clear", HTMLButtonElement).addEventListener("click", () => {
  film(false);
  pad.clear();
  void read(true);
});
const file = element("file", HTMLInputElement);
file.addEventListener("change", () => {
  const [picture] = file.files ?? [];
  if (picture) void open(picture);
  file.value = "";
});
addEventListener("dragover", (event) => {
  event.preventDefault();
});
addEventListener("drop", (event) => {
  event.preventDefault();
  const picture = event.dataTransfer?.files[0];
  if (picture) void open(picture);
});
addEventListener("paste", (event) => {
  const picture = event.clipboardData?.files[0];
  if (picture) void open(picture);
});

const samples = import.meta.glob<string>("../../digits/*.png", {
  eager: true,
  query: "?url",
  import: "default",
});
for (const [path, address] of Object.entries(samples)) {
  const name = /(\d)\.png$/.exec(path)?.[1] ?? "";
  const button = document.createElement("button");
  button.type = "button";
  button.innerHTML = `<img src="${address}" alt="${name}" width="28" height="28">`;
  button.addEventListener("click", () => {
    void fetch(address)
      .then((response) => response.blob())
      .then(open, () => {
        time.textContent = "This digit cannot be fetched.";
      });
  });
  element("samples", HTMLElement).append(button);
}

void read(true);
