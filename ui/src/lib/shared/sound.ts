import { Kept } from "./kept.svelte";

/** How loud the laptop is. Kept by the laptop: a hall is loud, an office is not. */
const LOUDNESS = ["off", "low", "middle", "loud"] as const;
export type Loudness = (typeof LOUDNESS)[number];
export const loudness = new Kept<Loudness>("sound", "middle", LOUDNESS);

/**
 * What a sound says to somebody who does not look at the screen: it was done; look here before going on; it was refused.
 * `called` is for the hall: somebody was asked to a station.
 */
type Sound = "done" | "attention" | "refused" | "called";

/** One tone: hertz, and seconds from the beginning of the sound. Told apart by melody and length, not by pitch alone. */
type Tone = { pitch: number; at: number; lasts: number; shape?: OscillatorType };

const SOUNDS: Record<Sound, readonly Tone[]> = {
  // Up: a short third.
  done: [
    { pitch: 784, at: 0, lasts: 0.07 },
    { pitch: 988, at: 0.08, lasts: 0.1 },
  ],
  // The same tone twice, as somebody who taps a shoulder.
  attention: [
    { pitch: 659, at: 0, lasts: 0.11 },
    { pitch: 659, at: 0.19, lasts: 0.16 },
  ],
  // Low, long and rough.
  refused: [{ pitch: 175, at: 0, lasts: 0.34, shape: "sawtooth" }],
  // Down and slow, as at a station.
  called: [
    { pitch: 880, at: 0, lasts: 0.4 },
    { pitch: 659, at: 0.34, lasts: 0.7 },
  ],
};

const GAINS: Record<Loudness, number> = { off: 0, low: 0.06, middle: 0.2, loud: 0.6 };
/** Seconds in which a tone comes and goes: at once it would click. */
const EDGE = 0.012;

/** A sound that could not begin within this time says nothing any more. */
const LATE_MS = 1_000;
const GESTURES = ["keydown", "pointerdown"] as const;

let context: AudioContext | null = null;

/** Every browser keeps silent until somebody has pressed a key or a button: the first one that comes wakes the sound. */
export function startSound(): void {
  const wake = () => {
    void ready();
    if (context?.state === "running") for (const kind of GESTURES) removeEventListener(kind, wake, true);
  };
  for (const kind of GESTURES) addEventListener(kind, wake, true);
}
async function ready(): Promise<AudioContext | null> {
  try {
    context ??= new AudioContext();
    if (context.state !== "running") await context.resume();
    return context.state === "running" ? context : null;
  } catch {
    // A laptop without anything to play on: what is said stands on the screen as well.
    return null;
  }
}

/** Plays a sound, unless the laptop is silent. Never waited for, and never a reason to fail. */
export function play(sound: Sound): void {
  if (loudness.value === "off") return;
  const gain = GAINS[loudness.value];
  const asked = performance.now();
  void ready().then((audio) => {
    if (!audio || performance.now() - asked > LATE_MS) return;
    for (const tone of SOUNDS[sound]) sing(audio, tone, gain);
  });
}
function sing(audio: AudioContext, { pitch, at, lasts, shape = "triangle" }: Tone, loud: number): void {
  const begins = audio.currentTime + at;
  const tone = new OscillatorNode(audio, { type: shape, frequency: pitch });
  const envelope = new GainNode(audio, { gain: 0 });
  envelope.gain.setValueAtTime(0, begins);
  envelope.gain.linearRampToValueAtTime(loud, begins + EDGE);
  envelope.gain.setValueAtTime(loud, begins + lasts - EDGE);
  envelope.gain.linearRampToValueAtTime(0, begins + lasts);
  tone.connect(envelope).connect(audio.destination);
  tone.start(begins);
  tone.stop(begins + lasts);
  tone.onended = () => envelope.disconnect();
}

/** The next loudness, and a sound of it to judge by. */
export function nextLoudness(): void {
  loudness.value = LOUDNESS[(LOUDNESS.indexOf(loudness.value) + 1) % LOUDNESS.length] ?? "middle";
  play("done");
}
