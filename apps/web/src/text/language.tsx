// In which language the person reads: Chinese first; the choice is remembered on this computer.
import type { Language } from '#platform/text/language.ts';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { en } from './en.ts';
import { zh, type TextKey } from './zh.ts';

export type { Language };
export type Params = Readonly<Record<string, string | number>>;
export type Translate = (key: TextKey, params?: Params) => string;
export type { TextKey };

const CATALOGUES: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { zh, en };
const MEMORY = 'maplebridge.language';
const YEAR_SECONDS = 31_536_000;

/** A text of the catalogue with its `{names}` filled in. */
export function translate(language: Language, key: TextKey, params: Params = {}): string {
  return fill(CATALOGUES[language][key], params);
}

/** Fills `{names}` into a sentence. */
export function fill(sentence: string, params: Params): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}

/** Whether the catalogue has this key: for codes that come from the server. */
export function hasText(key: string): key is TextKey {
  return Object.hasOwn(zh, key);
}

export function rememberedLanguage(): Language {
  return localStorage.getItem(MEMORY) === 'en' ? 'en' : 'zh';
}

/** Tells the page and the server, for links that download too: those can carry a cookie and no header. */
export function speak(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.cookie = `mb_language=${language}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

type Text = Readonly<{
  t: Translate;
  language: Language;
  /** The side of a bilingual text that the person reads. */
  pick: (text: Readonly<{ zh: string; en: string }>) => string;
  choose: (language: Language) => void;
}>;

const TextContext = createContext<Text | null>(null);

export function TextProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(rememberedLanguage);
  const choose = useCallback((chosen: Language) => {
    localStorage.setItem(MEMORY, chosen);
    speak(chosen);
    setLanguage(chosen);
  }, []);
  const text = useMemo<Text>(
    () => ({
      t: (key, params) => translate(language, key, params),
      language,
      pick: (both) => both[language] || both.zh,
      choose,
    }),
    [language, choose],
  );
  return <TextContext value={text}>{children}</TextContext>;
}

export function useText(): Text {
  const text = useContext(TextContext);
  if (!text) throw new Error('useText outside TextProvider');
  return text;
}
