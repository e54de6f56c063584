// 事项清单: what kinds of matter the county has, how urgent each is, who leads, within which limits. Everybody who
// works here reads it; whoever configures the processes revises it, tries the draft and publishes the next version.
import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { z } from 'zod';
import {
  CatalogGroup,
  CatalogItem,
  changeBetween,
  itemDifferences,
  itemsAfter,
  OWN_ITEMS_FROM,
  PublishCatalogAnswer,
  TryCatalogAnswer,
  type CatalogAnswer,
  type PublicationList,
} from '#modules/catalog/contract.ts';
import { request } from '../api/request.ts';
import { useMe } from '../api/session.ts';
import type { LineKind } from '../lists/line-list.tsx';
import { VersionedList, type Keeping } from '../lists/versioned-list.tsx';
import { Icon } from '../look/icons.tsx';
import { Failed, Waiting } from '../look/states.tsx';
import { LevelTag } from '../look/tags.tsx';
import { useText } from '../text/language.tsx';
import { publicationsQuery, versionQuery } from './api.ts';
import { useCatalogWords } from './catalog-words.ts';
import { Differences } from './differences.tsx';
import { CatalogHistory } from './history.tsx';
import { GroupChanges, GroupsSheet, MAJOR_DIGITS, SUB_DIGITS, withGroups } from './groups.tsx';
import { keepDraft, keptDraft } from '../lists/kept-draft.ts';
import { ItemDrawer } from './item-drawer.tsx';
import { Newer } from './newer.tsx';
import './catalog.css';

export default function CatalogPage() {
  const { t } = useText();
  const countyId = useMe().mainCountyId;
  const [isTelling, setTelling] = useState(false);
  const { data, error, refetch } = useQuery(publicationsQuery(countyId));
  return (
    <div className="page stack">
      <header className="page-head">
        <h1>{t('catalog.title')}</h1>
      </header>
      <p className="quiet">{t('catalog.about')}</p>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && (
        <Published
          key={data.items.find(({ withdrawn }) => withdrawn === null)?.number}
          countyId={countyId}
          published={data}
          tell={() => setTelling(true)}
        />
      )}
      {!data && !error && <Waiting />}
      {data && isTelling && (
        <CatalogHistory
          countyId={countyId}
          items={data.items}
          inForce={data.inForce}
          mayKeep={data.mayKeep}
          onClose={() => setTelling(false)}
        />
      )}
    </div>
  );
}

type PublishedProps = { countyId: number; published: PublicationList; tell: () => void };

function Published({ countyId, published, tell }: PublishedProps) {
  const { t } = useText();
  const { items, inForce, mayKeep, formerCodes, newer } = published;
  const standing = items.filter(({ withdrawn }) => withdrawn === null);
  const newest = standing[0]?.number ?? 0;
  const next = (items[0]?.number ?? 0) + 1;
  // Readers see what holds today; keepers begin with the newest, which may hold from a later day on.
  const [number, setNumber] = useState(mayKeep ? newest : inForce || newest);
  const shown = items.find((each) => each.number === number);
  const version = useQuery(versionQuery(countyId, shown?.versionId));
  const base = useQuery(versionQuery(countyId, mayKeep ? standing[0]?.versionId : undefined));
  const catalog = version.data;
  const memory = `catalog.${countyId}`;
  const [isGrouping, setGrouping] = useState(false);
  /** Classes that the draft adds or names anew. */
  const [groups, setGroups] = useState<readonly CatalogGroup[]>(
    () => keptDraft(`${memory}.groups`, newest, z.array(CatalogGroup)) ?? [],
  );
  const group = (changed: readonly CatalogGroup[]): void => {
    setGroups(changed);
    keepDraft(`${memory}.groups`, newest, changed.length === 0 ? null : changed);
  };
  const drafted = base.data && withGroups(base.data, groups);
  const kind = useItemKind(countyId, catalog, drafted);
  const error = version.error ?? base.error;
  if (error) return <Failed error={error} />;
  if (!catalog || !shown || (mayKeep && !base.data)) return <Waiting />;
  return (
    <>
      <VersionedList
        kind={kind}
        list={{
          ...{ ...shown, version: shown.number, newest, lines: catalog.items },
          standing: standing.map(({ number: one }) => one),
        }}
        inForce={inForce}
        onVersion={(chosen) => setNumber(chosen ?? newest)}
        none={{ title: t('catalog.none'), hint: '' }}
        keeping={base.data && drafted && mayKeep ? keepingOf(base.data, drafted) : null}
        head={
          <Button icon={<Icon name="clock" size={15} />} onClick={tell}>
            {t('catalog.history')}
          </Button>
        }
      />
      {isGrouping && drafted && (
        <GroupsSheet
          catalog={drafted}
          taken={new Set(formerCodes)}
          onChange={(changed) =>
            group([...groups.filter(({ code }) => code !== changed.code), changed])
          }
          onClose={() => setGrouping(false)}
        />
      )}
    </>
  );

  function keepingOf(from: CatalogAnswer, own: CatalogAnswer): Keeping<CatalogItem> {
    const revision = (lines: readonly CatalogItem[]) => ({
      ...{ countyId, basedOn: newest },
      change: {
        ...changeBetween(from, { items: lines }),
        majors: groups.filter(({ code }) => code.length === MAJOR_DIGITS),
        subs: groups.filter(({ code }) => code.length === SUB_DIGITS),
      },
    });
    return {
      ...{ memory, schema: z.array(CatalogItem), stale: ['catalog'] },
      ...{ addLabel: t('catalog.add'), fromLater: true, number: next },
      basis: groups,
      forget: () => group([]),
      offer: (begin) =>
        newer && (
          <Newer
            countyId={countyId}
            from={from}
            newer={newer}
            take={() => {
              group([...newer.majors, ...newer.subs]);
              begin(itemsAfter(from, newer));
            }}
          />
        ),
      besides: (
        <Button icon={<Icon name="pen" size={15} />} onClick={() => setGrouping(true)}>
          {t('catalog.groups')}
        </Button>
      ),
      drawer: ({ line, lines, ...rest }) => (
        <ItemDrawer
          countyId={countyId}
          catalog={own}
          taken={new Set([...formerCodes, ...lines.map(({ code }) => code)])}
          item={line}
          {...rest}
        />
      ),
      changes: (lines, change) => (
        <>
          <GroupChanges
            from={from}
            changed={groups}
            revert={(code) => group(groups.filter((each) => each.code !== code))}
          />
          <Differences
            countyId={countyId}
            title={t('catalog.draft')}
            differences={itemDifferences(from, { items: lines })}
            revert={({ code, before }) => {
              const rest = lines.filter((each) => each.code !== code);
              change(before ? [...rest, before].sort((a, b) => (a.code < b.code ? -1 : 1)) : rest);
            }}
          />
        </>
      ),
      async dryRun(lines) {
        const { differences, touched } = await request(TryCatalogAnswer, '/catalog/dry-run', {
          method: 'POST',
          body: revision(lines),
        });
        return (
          <>
            <GroupChanges from={from} changed={groups} />
            <Differences
              {...{ countyId, differences, touched }}
              title={t('catalog.trial', { number: next })}
            />
          </>
        );
      },
      publish: async (lines, { note, effectiveAt }) =>
        (
          await request(PublishCatalogAnswer, '/catalog/publish', {
            method: 'POST',
            body: { ...revision(lines), note, effectiveAt },
          })
        ).number,
    };
  }
}

/** The items of one version; `base`: what a draft is made of, so that its changes are marked. */
function useItemKind(
  countyId: number,
  catalog: CatalogAnswer | undefined,
  base: CatalogAnswer | undefined,
): LineKind<CatalogItem> {
  const { t, pick } = useText();
  const words = useCatalogWords(countyId);
  const [major, setMajor] = useState<string | null>(null);
  const subs = new Map((base ?? catalog)?.subs.map(({ code, name }) => [code, pick(name)]));
  const subOf = ({ code }: CatalogItem): string => subs.get(code.slice(0, 4)) ?? '';
  const standardOf = (item: CatalogItem): string =>
    [item.stdCode, item.standardRef].filter(Boolean).join(' · ');
  const marks = (item: CatalogItem): string =>
    [
      ...(Number(item.code.slice(4)) >= OWN_ITEMS_FROM ? [t('catalog.own')] : []),
      ...(item.restricted ? [words.fieldName('restricted')] : []),
      ...(item.is1312 ? [words.fieldName('is1312')] : []),
      ...(item.selfHandle ? [words.fieldName('selfHandle')] : []),
    ].join(' · ');
  return {
    label: t('catalog.title'),
    find: t('catalog.find'),
    keyOf: ({ code }) => code,
    nameOf: ({ name }) => pick(name),
    words: (item) =>
      [
        ...[item.code, item.name.zh, item.name.en, subOf(item), item.leadText.zh],
        ...[item.leadText.en, standardOf(item), item.basis, ...item.keywords, ...item.phrases],
      ].join(' '),
    filter: {
      field: (
        <Select
          className="catalog-major"
          allowClear
          value={major}
          onChange={(chosen?: string) => setMajor(chosen ?? null)}
          options={((base ?? catalog)?.majors ?? []).map(({ code, name }) => ({
            value: code,
            label: pick(name),
          }))}
          placeholder={t('catalog.everyMajor')}
          aria-label={t('catalog.field.major')}
        />
      ),
      passes: ({ code }) => major === null || code.startsWith(major),
    },
    card: (item) => (
      <>
        <div className="duty-card-head">
          <strong>{pick(item.name)}</strong>
          <LevelTag level={item.level} />
        </div>
        <p className="quiet">
          {item.code} · {subOf(item)}
        </p>
        <p>{pick(item.leadText)}</p>
        <p className="quiet">{words.limits(item)}</p>
        {marks(item) && <p className="quiet">{marks(item)}</p>}
      </>
    ),
    columns: [
      { title: t('catalog.field.code'), dataIndex: 'code', width: 92 },
      {
        title: t('duty.items'),
        render: (_, item) => (
          <>
            <span className="duty-row-items">{pick(item.name)}</span>
            <span className="quiet">{[subOf(item), marks(item)].filter(Boolean).join(' · ')}</span>
          </>
        ),
      },
      {
        title: t('level.label'),
        width: 84,
        render: (_, item) => <LevelTag level={item.level} />,
      },
      { title: t('catalog.leads'), width: 200, render: (_, item) => pick(item.leadText) },
      { title: t('catalog.limits'), render: (_, item) => words.limits(item) },
      { title: t('catalog.field.standardRef'), width: 170, render: (_, item) => standardOf(item) },
    ],
  };
}
