// Free text without business words: finding words, search tokens, masking of personal numbers.
export { ABSENT, buildAlphabet, buildIntTable, type Alphabet, type IntTable } from './int-table.ts';
export { buildWordMatcher, type WordHit, type WordMatcher } from './word-matcher.ts';
export {
  foldWidth,
  personalSpans,
  redact,
  type PersonalKind,
  type PersonalSpan,
  type RedactOptions,
} from './redact.ts';
export {
  isSingle,
  QUERY_TOKENS_MAX,
  queryTokens,
  SEARCH_TOKENS_MAX,
  searchTokens,
} from './tokens.ts';
