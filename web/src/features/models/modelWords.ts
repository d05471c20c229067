import type { Model, Schemas } from '../../api/client'

export type ModelRole = Schemas['ModelRole']

const MOODS = ['danceable', 'aggressive', 'happy', 'party', 'relaxed', 'sad'] as const

export const ROLES: Record<ModelRole, string> = {
  musicnn_embedding: 'MusiCNN: how tracks sound',
  musicnn_tags: 'MusiCNN: 50 tags',
  ...(Object.fromEntries(
    MOODS.map((mood) => [`musicnn_${mood}`, `MusiCNN: whether it is ${mood}`]),
  ) as Record<`musicnn_${(typeof MOODS)[number]}`, string>),
  clap_audio: 'CLAP: how tracks sound',
  clap_text: 'CLAP: what words mean',
  clap_tokenizer: 'CLAP: how words are read',
}

/** Say what a model is for, or that nothing can be done with it. */
export function roleInWords(model: Model): string {
  if (model.role === null) return 'Cannot be used'
  return ROLES[model.role as ModelRole] ?? model.role
}

/** Put models in order: used ones first, what cannot be used last, then by what they are for. */
export function inOrder(models: readonly Model[]): Model[] {
  const rank = (model: Model) => (model.used ? 0 : model.role === null ? 2 : 1)
  const name = (model: Model) => `${model.role ?? ''} ${model.name}`
  return [...models].sort((a, b) => rank(a) - rank(b) || name(a).localeCompare(name(b), 'en'))
}
