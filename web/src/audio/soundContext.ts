/** What productions are rendered at; another rate would have every sample moved by resampling. */
const SAMPLE_RATE_HZ = 48_000

let context: AudioContext | undefined

/** Return the page's one audio context, made when it is first needed. */
export function soundContext(): AudioContext {
  context ??= new AudioContext({ sampleRate: SAMPLE_RATE_HZ })
  return context
}
