import { get, i32, set } from "./wat.js";

/**
 * Byte addresses of the words by which threads agree, at the beginning of memory; the runtime's `threads.ts` knows the
 * first two.
 * - `run`: how many threads there are beside the first in this run, in the lowest bits of the run's number
 * - `ready`: a bit for each thread that takes part from the next run on
 * - `arrived`: threads that wait for the others; `met`: how often all have met
 */
const words = { run: 0, ready: 4, arrived: 8, met: 12 };

/** Bits of the word `run` that count threads. */
const countMask = 31;

/** Rounds in which a thread looks for the others before it sleeps: some tens of microseconds. */
const patience = 20_000;

const others = `(i32.and (i32.load ${i32(words.run)}) ${i32(countMask)})`;

/** What a module gets to know of the thread that it runs in: its number, and whether it may sleep. */
export const threadImports: readonly string[] = [
  `(import "env" "thread" (global $thread i32))`,
  `(import "env" "sleeps" (global $sleeps i32))`,
];

/**
 * `$threads.share(units, thread)`: the first unit of a thread, so that its last one is before the next thread's first;
 * the first thread has the most. `$threads.meet()` returns when all threads have called it.
 */
export const threadFunctions: readonly string[] = [
  `;; The first of a thread's units.
(func $threads.share (param $units i32) (param $thread i32) (result i32)
(local $others i32)
${set("others", others)}
(i32.div_u
(i32.add (i32.mul ${get("units")} ${get("thread")}) ${get("others")})
(i32.add ${get("others")} ${i32(1)})
)
)`,
  `;; Returns when all threads have called it.
(func $threads.meet
(local $others i32)
(local $met i32)
(local $patience i32)
(br_if 0 (i32.eqz (local.tee $others ${others})))
${set("met", `(i32.atomic.load ${i32(words.met)})`)}
(if (i32.eq (i32.atomic.rmw.add ${i32(words.arrived)} ${i32(1)}) ${get("others")})
(then
(i32.atomic.store ${i32(words.arrived)} ${i32(0)})
(drop (i32.atomic.rmw.add ${i32(words.met)} ${i32(1)}))
(drop (memory.atomic.notify ${i32(words.met)} ${i32(-1)}))
(return)
)
)
${set("patience", i32(patience))}
(loop $look
(br_if 1 (i32.ne (i32.atomic.load ${i32(words.met)}) ${get("met")}))
(if (i32.and (i32.le_s ${get("patience")} ${i32(0)}) (global.get $sleeps))
(then (drop (memory.atomic.wait32 ${i32(words.met)} ${get("met")} (i64.const -1))))
(else ${set("patience", `(i32.sub ${get("patience")} ${i32(1)})`)})
)
(br $look)
)
)`,
];

/** Calls of a phase by every thread over its share of the units, after which all meet. */
export function sharedOut(phase: string, units: number, addresses: string): readonly string[] {
  const share = (thread: string): string => `(call $threads.share ${i32(units)} ${thread})`;
  const next = `(i32.add (global.get $thread) ${i32(1)})`;
  return [
    `(call $${phase} ${share("(global.get $thread)")} ${share(next)} ${addresses})`,
    "(call $threads.meet)",
  ];
}
