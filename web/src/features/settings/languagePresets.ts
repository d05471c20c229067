interface Preset {
  name: string
  url: string
  hint: string
  /** Whether it asks for a key. */
  key?: boolean
}

/** Where servers that people often have are found. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'Ollama',
    url: 'http://localhost:11434/v1',
    hint: 'Ollama on this machine. Fetch a model first, as with “ollama pull qwen3”; no key.',
  },
  {
    name: 'LM Studio',
    url: 'http://localhost:1234/v1',
    hint: 'LM Studio on this machine: load a model and start its server; no key.',
  },
  {
    name: 'llama.cpp',
    url: 'http://localhost:8080/v1',
    hint: 'llama-server on this machine; it has the model it was started with; no key.',
  },
  {
    name: 'OpenAI-compatible',
    url: 'https://api.openai.com/v1',
    hint: 'OpenAI, or put the address of another service here. It needs a key, and is sent your words.',
    key: true,
  },
]
