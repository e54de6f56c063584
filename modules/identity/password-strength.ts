// Which passwords are too weak to be set. Pure.
import { PASSWORD_MAX_CHARACTERS } from './limits.ts';

export type Weakness = Readonly<{ reason: string; reasonEn: string }>;

/** From this length on a phrase needs no mixture of kinds. */
const PHRASE_CHARACTERS = 20;
/** Parts that guessing starts with; a password that is mostly one of them is refused. */
const GUESSED_FIRST = [
  'password',
  'passw0rd',
  'admin',
  'qwerty',
  '123456',
  '1q2w3e',
  'abc123',
  'iloveyou',
  'maplebridge',
  'fengqiao',
];

/** What makes a password too weak for this person; undefined when it will do. */
export function passwordWeakness(
  password: string,
  { login, name, minLength }: Readonly<{ login: string; name: string; minLength: number }>,
): Weakness | undefined {
  const length = [...password].length;
  if (length < minLength)
    return { reason: `至少 ${minLength} 个字符`, reasonEn: `at least ${minLength} characters` };
  if (length > PASSWORD_MAX_CHARACTERS)
    return {
      reason: `最多 ${PASSWORD_MAX_CHARACTERS} 个字符`,
      reasonEn: `at most ${PASSWORD_MAX_CHARACTERS} characters`,
    };
  if (length < PHRASE_CHARACTERS && kindsIn(password) < 3)
    return {
      reason: '须含大写字母、小写字母、数字、其他字符中的三种，或不少于 20 个字符',
      reasonEn: 'three of capitals, small letters, digits and other characters, or 20 characters',
    };
  const plain = password.toLowerCase();
  if (new Set(plain).size < 6)
    return { reason: '重复字符过多', reasonEn: 'it repeats too few characters' };
  if ([login, name].some((own) => own.length >= 3 && plain.includes(own.toLowerCase())))
    return { reason: '不能包含登录名或姓名', reasonEn: 'it contains your login or name' };
  const guessed = GUESSED_FIRST.find((part) => plain.includes(part) && part.length * 2 > length);
  if (guessed) return { reason: '过于常见', reasonEn: 'it is too common' };
  return undefined;
}

function kindsIn(password: string): number {
  return [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
}
