// In which language a person is answered: Chinese first, English on request.
import type { IncomingHttpHeaders } from 'node:http';
import type { Language } from '#platform/text/language.ts';
import type { RefusalText } from './refusal-text.ts';

export type { Language };

/**
 * The language that was chosen on the page, which a link that downloads carries in a cookie alone; otherwise
 * that of the Accept-Language header; Chinese when it names neither or is absent.
 */
export function languageOf({
  cookie = '',
  'accept-language': acceptLanguage = '',
}: Pick<IncomingHttpHeaders, 'cookie' | 'accept-language'>): Language {
  const chosen = CHOSEN.exec(cookie)?.[1];
  if (chosen) return chosen === 'en' ? 'en' : 'zh';
  let best: Language = 'zh';
  let bestWeight = 0;
  for (const part of acceptLanguage.slice(0, 200).split(',')) {
    const [tag = '', ...options] = part.trim().toLowerCase().split(';');
    const language = tag.startsWith('zh') ? 'zh' : tag.startsWith('en') ? 'en' : undefined;
    if (!language) continue;
    const quality = options
      .map((option) => option.trim())
      .find((option) => option.startsWith('q='));
    const weight = quality ? Number(quality.slice(2)) || 0 : 1;
    if (weight > bestWeight) [best, bestWeight] = [language, weight];
  }
  return best;
}

const CHOSEN = /(?:^|;\s*)mb_language=(zh|en)(?:;|$)/;

/** A refusal's sentence, its `{names}` filled in. */
export function refusalSentence(
  text: RefusalText,
  language: Language,
  params: Readonly<Record<string, string | number | boolean>> = {},
): string {
  return text[language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}
