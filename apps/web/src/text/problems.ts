// What a contract finds wrong with what somebody filled in, by field, before the server is asked.
import type { z } from 'zod';
import { issueSentence } from '#platform/text/issue-sentence.ts';
import { translate, type Language } from './language.tsx';

export type Checked<Value> =
  | Readonly<{ ok: true; value: Value }>
  | Readonly<{ ok: false; problems: Readonly<Record<string, string>> }>;

/** What is empty is asked for; what is wrong is told in the words of the server. */
export function checked<S extends z.ZodType>(
  schema: S,
  input: unknown,
  language: Language,
): Checked<z.output<S>> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems: Record<string, string> = {};
  for (const issue of parsed.error.issues)
    problems[String(issue.path[0] ?? '')] ??= isEmpty(issue.input)
      ? translate(language, 'say.required')
      : issueSentence(issue, language);
  return { ok: false, problems };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length);
