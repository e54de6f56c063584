// What an item of the catalogue says of itself, in words: limits, marks, what must be shown.
import type { Budget, CatalogItem } from '#modules/catalog/contract.ts';
import { useDutyWords } from '../roster/duty-words.ts';
import { hasText, useText } from '../text/language.tsx';

const DAY_HOURS = 24;

export const LIMITS = ['sign', 'contact', 'arrive', 'handle', 'feedback'] as const;
export const MARKS = [
  'restricted',
  'selfHandle',
  'expertReview',
  'isDispute',
  'is1312',
  'followUpRequired',
] as const;
export type Mark = (typeof MARKS)[number];

export function useCatalogWords(countyId: number) {
  const { t, pick } = useText();
  const { lines } = useDutyWords(countyId);
  const lineNames = new Map(lines.map(({ value, label }) => [value, label]));
  const budget = (value: Budget | null): string => {
    if (value === null) return t('catalog.noLimit');
    const { amount, unit } = value;
    // Sixty days are written as hours, because they run through nights and holidays.
    if (unit === 'hour' && amount > DAY_HOURS && amount % DAY_HOURS === 0)
      return t('unit.day', { n: amount / DAY_HOURS });
    return t(`unit.${unit}`, { n: amount });
  };
  /** How many were added, changed and retired, as far as any were. */
  const counts = (of: Readonly<{ added: number; changed: number; retired: number }>): string =>
    (['added', 'changed', 'retired'] as const)
      .flatMap((kind) => (of[kind] > 0 ? [t(`catalog.count.${kind}`, { count: of[kind] })] : []))
      .join(' · ') || t('catalog.unchanged');
  const fieldName = (field: string): string => {
    const key = `catalog.field.${field}`;
    return hasText(key) ? t(key) : field;
  };
  /** What a field of an item says. */
  const valueOf = (item: CatalogItem, field: string): string => {
    const [name, part] = field.split('.') as [keyof CatalogItem, keyof CatalogItem['limits']];
    const list = (values: readonly string[]) => values.join(t('say.list')) || t('say.none');
    const value = item[name];
    switch (name) {
      case 'limits':
        return budget(item.limits[part]);
      case 'returnWindow':
        return budget(item.returnWindow);
      case 'level':
        return t(`level.${item.level}`);
      case 'leads':
        return list(item.leads.map((line) => lineNames.get(line) ?? t('say.unknown')));
      case 'requiredEvidence':
        return list(item.requiredEvidence.map((each) => t(`value.evidence.${each}`)));
      case 'stages':
        return list(item.stages.map((stage) => `${pick(stage.name)} ${budget(stage.within)}`));
      case 'levelRules':
        return list(
          item.levelRules.map(({ reason, words, happened }) =>
            t(happened ? 'catalog.ruleOnceHappened' : 'catalog.rule', {
              ...{ reason: pick(reason), words: words.join(t('say.list')) },
            }),
          ),
        );
      case 'keywords':
      case 'phrases':
        return list(item[name]);
      case 'name':
      case 'leadText':
        return `${item[name].zh} / ${item[name].en}`;
      default:
        if (typeof value === 'boolean') return t(value ? 'say.yes' : 'say.no');
        return typeof value === 'string' && value !== '' ? value : t('say.none');
    }
  };
  /** The limits that run, in the order in which they do. */
  const limits = (item: CatalogItem): string =>
    LIMITS.flatMap((limit) => {
      const value = item.limits[limit];
      return value ? [`${fieldName(`limits.${limit}`)} ${budget(value)}`] : [];
    }).join(' · ');
  return { budget, counts, fieldName, valueOf, limits, lines };
}
