// Phrases that clerks answer, return and close with. `{unit}`, `{due}` are filled in by the form;
// what is sent is stored as it was sent. Pure.
import { z } from 'zod';

export const PhraseDefinition = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** The verb of the incident whose form offers it: `answer`, `return`, `resolve` … */
  verb: z.string().regex(/^[a-z][a-zA-Z]*$/),
  zh: z.string().min(1).max(500),
  en: z.string().min(1).max(500),
});
export type PhraseDefinition = z.infer<typeof PhraseDefinition>;
