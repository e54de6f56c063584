// What a schema found wrong, told in the reader's language, by field: the door of the server, rules far from it
// and the forms of the browser say it in the same words.
import type { z } from 'zod';
import type { Language } from './language.ts';

type Issue = z.core.$ZodIssue;

/** Where in the input, as people write it: `place.points[2].x`. */
export function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number'
        ? `${text}[${key}]`
        : text === ''
          ? String(key)
          : `${text}.${String(key)}`,
    '',
  );
}

/** One sentence that says what is wrong with a value and what is expected. */
export function issueSentence(issue: Issue, language: Language): string {
  const zh = language === 'zh';
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return zh ? '必填' : 'is required';
      return zh
        ? `应为${KINDS[issue.expected]?.zh ?? issue.expected}`
        : `must be ${KINDS[issue.expected]?.en ?? issue.expected}`;
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) === 1)
        return zh ? '不能为空' : 'must not be empty';
      return bound(issue.origin, issue.inclusive !== false, issue.minimum, zh, true);
    case 'too_big':
      return bound(issue.origin, issue.inclusive !== false, issue.maximum, zh, false);
    case 'invalid_format':
      if (issue.message?.includes(BOTH)) return ownWords(issue.message, zh);
      return zh
        ? `格式不正确${FORMATS[issue.format] ? `，应为${FORMATS[issue.format]?.zh}` : ''}`
        : `has a wrong format${FORMATS[issue.format] ? `; expected ${FORMATS[issue.format]?.en}` : ''}`;
    case 'not_multiple_of':
      return zh ? `须为 ${issue.divisor} 的倍数` : `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return zh
        ? `含有未知字段：${issue.keys.join('、')}`
        : `has unknown fields: ${issue.keys.join(', ')}`;
    case 'invalid_value': {
      const allowed = issue.values.slice(0, VALUES_TOLD_MAX).map(String);
      const more = issue.values.length > VALUES_TOLD_MAX ? '…' : '';
      return zh
        ? `须为以下之一：${allowed.join('、')}${more}`
        : `must be one of: ${allowed.join(', ')}${more}`;
    }
    case 'custom':
      if (issue.params?.['rule'] === 'characters')
        return zh ? '含有无法保存的字符' : 'contains characters that cannot be stored';
      if (issue.params?.['rule'] === 'depth') return zh ? '嵌套过深' : 'is nested too deeply';
      return ownWords(issue.message, zh);
    default:
      return zh ? '取值不符合要求' : 'is not an allowed value';
  }
}

const VALUES_TOLD_MAX = 12;

/** Between the two languages of a contract's own message: `中文 / English`. */
const BOTH = ' / ';

function ownWords(message: string, zh: boolean): string {
  const [chinese, english] = message.split(BOTH);
  if (chinese !== undefined && english !== undefined) return zh ? chinese : english;
  return message === 'Invalid input' && zh ? '取值不符合要求' : message;
}

function bound(
  origin: string,
  inclusive: boolean,
  limit: number | bigint,
  zh: boolean,
  low: boolean,
): string {
  if (origin === 'string')
    return zh
      ? `${low ? '至少' : '最多'} ${limit} 个字符`
      : `must have at ${low ? 'least' : 'most'} ${limit} characters`;
  if (origin === 'array' || origin === 'set' || origin === 'map')
    return zh
      ? `${low ? '至少' : '最多'} ${limit} 项`
      : `must have at ${low ? 'least' : 'most'} ${limit} entries`;
  const word = low ? (inclusive ? '不小于' : '大于') : inclusive ? '不大于' : '小于';
  const sign = low ? (inclusive ? 'at least' : 'more than') : inclusive ? 'at most' : 'less than';
  return zh ? `须${word} ${limit}` : `must be ${sign} ${limit}`;
}

const KINDS: Readonly<Record<string, { zh: string; en: string }>> = {
  string: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: '是或否（true/false）', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
  record: { zh: '对象', en: 'an object' },
  date: { zh: '日期', en: 'a date' },
  null: { zh: '空值', en: 'null' },
};

const FORMATS: Readonly<Record<string, { zh: string; en: string }>> = {
  uuid: { zh: '编号（UUID）', en: 'an id (UUID)' },
  guid: { zh: '编号（UUID）', en: 'an id (UUID)' },
  email: { zh: '邮箱地址', en: 'an e-mail address' },
  url: { zh: '网址', en: 'a web address' },
  date: { zh: '日期，如 2026-11-21', en: 'a date such as 2026-11-21' },
  datetime: { zh: '时间，如 2026-11-21T09:00:00Z', en: 'a time such as 2026-11-21T09:00:00Z' },
  ipv4: { zh: 'IP 地址', en: 'an IP address' },
  ipv6: { zh: 'IP 地址', en: 'an IP address' },
};
