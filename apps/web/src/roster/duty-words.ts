// A row of a duty list as a person reads it: names for codes and ids.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DutyRow } from '#modules/roster/contract.ts';
import { catalogQuery, treeQuery, unitsQuery } from '../api/reference.ts';
import { useText } from '../text/language.tsx';

export type LineChoice = Readonly<{ value: string; label: string }>;

export function useDutyWords(countyId: number) {
  const { t, pick } = useText();
  const { data: units } = useQuery(unitsQuery(countyId));
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const { data: tree } = useQuery(treeQuery(countyId));
  const names = useMemo(
    () => ({
      unit: new Map(units?.map(({ id, name }) => [id, name])),
      place: new Map(tree?.map(({ id, name }) => [id, name])),
      item: new Map(
        [...(catalog?.majors ?? []), ...(catalog?.subs ?? []), ...(catalog?.items ?? [])].map(
          (one) => [one.code, one.name],
        ),
      ),
    }),
    [units, tree, catalog],
  );
  /** A line by the office of the county that has it; villages and towns have theirs by kind. */
  const lineName = (line: string): string => {
    if (line === 'village') return t('unitKind.village');
    if (line === 'command') return t('unitKind.commandRoom');
    if (line === 'response') return t('unitKind.team');
    const offices = units?.filter((unit) => unit.line === line) ?? [];
    const office = offices.find(({ kind }) => kind === 'department') ?? offices[0];
    // 就近的应急管理局 is the station of the town: the county's own name would say otherwise.
    const county = tree?.find(({ level }) => level === 'county')?.name ?? '';
    return office?.name.replace(county, '') ?? t('routes.line');
  };
  const items = ({ items: codes }: Pick<DutyRow, 'items'>): string =>
    codes
      .flatMap((code) => {
        const name = names.item.get(code);
        return name ? [pick(name)] : [];
      })
      .join(t('say.list')) || t('say.unknown');
  const holder = ({ holder: one }: Pick<DutyRow, 'holder'>): string =>
    'unitId' in one
      ? (names.unit.get(one.unitId) ?? t('say.unknown'))
      : one.line === 'village'
        ? t('unitKind.village')
        : t('routes.unitOf', { at: t(`routes.at.${one.at}`), kind: lineName(one.line) });
  const area = ({ areaId }: DutyRow): string =>
    areaId === null ? t('duty.areaAll') : (names.place.get(areaId) ?? t('say.unknown'));
  const lines: readonly LineChoice[] = useMemo(
    () =>
      [...new Set(units?.flatMap(({ line }) => (line === null ? [] : [line])) ?? [])].map(
        (value) => ({ value, label: lineName(value) }),
      ),
    // The names of lines follow from the units and the language.
    [units, tree, t],
  );
  return {
    items,
    holder,
    area,
    lines,
    /** Everything that is read in it, for searching. */
    all: (row: DutyRow): string =>
      [items(row), holder(row), area(row), pick(row.duty), row.basis].join(' '),
  };
}
