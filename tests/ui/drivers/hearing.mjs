// What a page really plays: everything on its way to the loudspeaker passes an analyser too, which is asked what it hears.

/** Before the page is loaded: listens to every audio context that the page makes. */
export async function listen(page) {
  await page.addInitScript(() => {
    const heard = { loudest: 0, pitches: [], sounding: false };
    window.heard = heard;
    const connect = AudioNode.prototype.connect;
    const listeners = new WeakMap();
    AudioNode.prototype.connect = function (to, ...rest) {
      if (to instanceof AudioDestinationNode) {
        let listener = listeners.get(to.context);
        if (!listener) {
          listener = new AnalyserNode(to.context, { fftSize: 4096, smoothingTimeConstant: 0 });
          listeners.set(to.context, listener);
          watch(listener, to.context);
        }
        connect.call(this, listener);
      }
      return connect.call(this, to, ...rest);
    };
    function watch(listener, context) {
      const samples = new Float32Array(listener.fftSize);
      const spectrum = new Float32Array(listener.frequencyBinCount);
      setInterval(() => {
        listener.getFloatTimeDomainData(samples);
        const level = Math.max(...samples.map(Math.abs));
        heard.sounding = level > 0.001;
        if (!heard.sounding) return;
        heard.loudest = Math.max(heard.loudest, level);
        listener.getFloatFrequencyData(spectrum);
        const strongest = spectrum.indexOf(Math.max(...spectrum));
        const pitch = Math.round((strongest * context.sampleRate) / listener.fftSize);
        if (Math.abs((heard.pitches.at(-1) ?? 0) - pitch) > 30) heard.pitches.push(pitch);
      }, 15);
    }
  });
}

/** Runs `action` and tells what was heard from then on until it was silent again: the loudest level, and the pitches. */
export async function heardOf(page, action) {
  await page.waitForFunction(() => !window.heard.sounding);
  await page.evaluate(() => Object.assign(window.heard, { loudest: 0, pitches: [] }));
  await action();
  await page.waitForFunction(() => window.heard.loudest > 0);
  await page.waitForFunction(() => !window.heard.sounding);
  return page.evaluate(() => ({ ...window.heard }));
}

/** The sound by its pitches: done, attention, refused or called. */
export function named({ pitches }) {
  const near = (pitch) => pitches.some((heard) => Math.abs(heard - pitch) < 40);
  if (near(175) && !near(659)) return "refused";
  if (near(784) && near(988)) return "done";
  if (near(880) && near(659)) return "called";
  return near(659) ? "attention" : `unknown: ${pitches}`;
}
