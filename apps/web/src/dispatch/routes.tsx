// 派遣规则: the ordered table in force, in words; one question tried on it, and recent matters tried anew.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Radio, Select, Table } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import {
  DryRunAnswer,
  ExplainAnswer,
  PublishAnswer,
  RouteTableAnswer,
  RulingsAnswer,
  type RouteRow,
  type UnitSelector,
} from '#modules/dispatch/contract.ts';
import { SOURCES } from '#modules/incident/contract.ts';
import { catalogQuery, treeQuery, unitsQuery } from '../api/reference.ts';
import { messageOf, ProblemError, request, serverNow } from '../api/request.ts';
import { useCounty, useMe } from '../api/session.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { PublishDialog } from '../lists/publish-dialog.tsx';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { clockTime } from '../look/time.ts';
import { TableBox } from '../look/table-box.tsx';
import { hasText, useText } from '../text/language.tsx';
import { Differing } from './differing.tsx';
import '../lists/lists.css';
import '../roster/roster.css';

type Row = z.infer<typeof RouteRow>;
type Selector = z.infer<typeof UnitSelector>;

export default function RoutesPage() {
  const { t, language, pick } = useText();
  const countyId = useMe().mainCountyId;
  const words = useRouteWords(countyId);
  const {
    data: table,
    error,
    isPending,
    refetch,
  } = useQuery({
    queryKey: ['routes', countyId],
    queryFn: ({ signal }) => request(RouteTableAnswer, '/routes', { query: { countyId }, signal }),
  });
  const dryRun = useMutation({
    mutationFn: () =>
      request(DryRunAnswer, '/routes/dry-run', {
        method: 'POST',
        body: { countyId, rows: draft ?? table?.rows },
      }),
  });
  const [draft, setDraft] = useState<readonly Row[] | null>(null);
  const change = (rows: readonly Row[] | null): void => {
    // What was tried was another table.
    dryRun.reset();
    setDraft(rows);
  };
  if (isPending) return <Waiting />;
  if (error instanceof ProblemError && error.status === 404)
    return <Blank icon="route" title={t('routes.noTable')} />;
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="page stack">
      <header className="page-head">
        <h1>{t('routes.title')}</h1>
        <span className="quiet">
          {t('routes.version', {
            version: table.version,
            at: clockTime(t, language, table.publishedAt, serverNow()),
          })}
        </span>
        <span className="top-gap" />
        <Button loading={dryRun.isPending} onClick={() => dryRun.mutate()}>
          {t('routes.dryRun')}
        </Button>
      </header>
      {dryRun.error && <Alert type="error" showIcon title={messageOf(dryRun.error)} />}
      {dryRun.data && (
        <>
          <Alert
            type="info"
            showIcon
            title={t('routes.dryRunResult', {
              matters: dryRun.data.matters,
              changed: dryRun.data.changed,
              unrouted: dryRun.data.unrouted,
            })}
          />
          <Differing countyId={countyId} run={dryRun.data} />
        </>
      )}
      <Rulings
        countyId={countyId}
        words={words}
        taken={draft ?? table.rows}
        take={(row) => change([...(draft ?? table.rows), row].sort((a, b) => a.no - b.no))}
      />
      {draft && (
        <DraftBar
          countyId={countyId}
          basedOn={table.version}
          rows={draft}
          more={draft.length - table.rows.length}
          end={() => change(null)}
        />
      )}
      <Explain countyId={countyId} />
      <TableBox label={t('routes.title')}>
        <Table<Row>
          className="sheet"
          rowKey="no"
          size="middle"
          dataSource={draft ?? table.rows}
          rowClassName={({ no }) =>
            draft && !table.rows.some((row) => row.no === no) ? 'register-chosen' : ''
          }
          pagination={false}
          columns={[
            { title: t('routes.no'), dataIndex: 'no', width: 64 },
            { title: t('routes.when'), render: (_, row) => words.conditions(row), width: 380 },
            { title: t('routes.lead'), render: (_, row) => row.lead.map(words.unit).join(' → ') },
            {
              title: t('routes.co'),
              render: (_, row) => row.co.map(words.unit).join(t('say.list')) || t('say.none'),
            },
            { title: t('routes.sure'), render: (_, row) => `${Math.round(row.confidence * 100)}%` },
            { title: t('routes.why'), render: (_, row) => pick(row.reason) },
          ]}
        />
      </TableBox>
    </div>
  );
}

type RulingsProps = {
  countyId: number;
  words: ReturnType<typeof useRouteWords>;
  taken: readonly Row[];
  take: (row: Row) => void;
};

/** 职责裁定: what the county ruled after a second return, to be taken into the table. */
function Rulings({ countyId, words, taken, take }: RulingsProps) {
  const { t, language } = useText();
  const { data } = useQuery({
    queryKey: ['routes', 'rulings', countyId],
    queryFn: ({ signal }) =>
      request(RulingsAnswer, '/routes/rulings', { query: { countyId }, signal }),
  });
  const offers = (data?.items ?? []).filter(({ row }) => !taken.some(({ no }) => no === row.no));
  if (offers.length === 0) return null;
  return (
    <section className="card" aria-labelledby="routes-rulings">
      <h2 id="routes-rulings">{t('routes.rulings')}</h2>
      <p className="quiet">{t('routes.rulingsHint')}</p>
      <ul className="change-list">
        {offers.map(({ incidentId, number, at, row }) => (
          <li key={incidentId}>
            <span>
              <strong>
                {words.conditions(row)} →{' '}
                {words.unit(row.lead[0] ?? { kind: 'countyCentre', at: 'county' })}
              </strong>
              <br />
              <span className="quiet">
                {t('routes.ruled', { number, at: clockTime(t, language, at, serverNow()) })}
              </span>
            </span>
            <Button onClick={() => take(row)}>{t('routes.take', { no: row.no })}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

type DraftProps = {
  countyId: number;
  basedOn: number;
  rows: readonly Row[];
  more: number;
  end: () => void;
};

function DraftBar({ countyId, basedOn, rows, more, end }: DraftProps) {
  const { t } = useText();
  const [publishing, setPublishing] = useState(false);
  return (
    <div className="duty-list-head">
      <strong aria-live="polite">{t('routes.draft', { count: more })}</strong>
      <span className="top-gap" />
      <Button onClick={end}>{t('routes.discard')}</Button>
      <Button type="primary" onClick={() => setPublishing(true)}>
        {t('duty.publish', { version: basedOn + 1 })}
      </Button>
      {publishing && (
        <PublishDialog
          version={basedOn + 1}
          note={t('routes.rulings')}
          publish={async ({ note }) => {
            const body = { countyId, rows, basedOn, note };
            return (await request(PublishAnswer, '/routes/publish', { method: 'POST', body }))
              .version;
          }}
          stale={['routes']}
          onClose={() => setPublishing(false)}
          onDone={end}
        />
      )}
    </div>
  );
}

function Explain({ countyId }: { countyId: number }) {
  const { t, pick } = useText();
  const { data: tree } = useQuery(treeQuery(countyId));
  const { data: units } = useQuery(unitsQuery(countyId));
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const [townId, setTownId] = useState<number | null>(null);
  const [itemCode, setItemCode] = useState<string | null>(null);
  const [isWorkTime, setWorkTime] = useState(true);
  const explain = useMutation({
    mutationFn: () =>
      request(ExplainAnswer, '/routes/explain', {
        method: 'POST',
        body: {
          countyId,
          question: {
            townId,
            villageId: null,
            gridId: null,
            itemCode,
            level: catalog?.items.find((item) => item.code === itemCode)?.level ?? 4,
            source: 'phone',
            isWorkTime,
            call110: null,
          },
        },
      }),
  });
  const decision = explain.data?.decision;
  return (
    <section className="card" aria-labelledby="routes-explain">
      <h2 id="routes-explain">{t('routes.explain')}</h2>
      <p className="quiet">{t('routes.explainHint')}</p>
      <div className="explain">
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('accounts.town')}
          aria-label={t('accounts.town')}
          value={townId}
          onChange={(id?: number) => setTownId(id ?? null)}
          options={
            tree
              ?.filter((place) => place.level === 'town')
              .map(({ id, name }) => ({ value: id, label: name })) ?? []
          }
        />
        <ItemPicker countyId={countyId} value={itemCode} onChange={setItemCode} />
        <Radio.Group
          optionType="button"
          value={isWorkTime}
          onChange={(event) => setWorkTime(event.target.value)}
          options={[
            { value: true, label: t('routes.workTime') },
            { value: false, label: t('routes.offTime') },
          ]}
        />
        <Button
          type="primary"
          disabled={!townId || !itemCode}
          loading={explain.isPending}
          onClick={() => explain.mutate()}
        >
          {t('routes.explain')}
        </Button>
      </div>
      <div aria-live="polite">
        {explain.error && <Alert type="error" showIcon title={messageOf(explain.error)} />}
        {explain.data && (
          <Alert
            type={decision ? 'success' : 'warning'}
            showIcon
            title={
              decision
                ? t('routes.decided', {
                    row: decision.row,
                    unit:
                      units?.find((unit) => unit.id === decision.lead)?.name ?? t('say.unknown'),
                  })
                : t('routes.undecided')
            }
            description={[
              decision && pick(decision.reason),
              ...(decision?.byDutyList ?? []).map((ground) =>
                t('routes.byList', {
                  ...{ version: ground.version, row: ground.row, basis: ground.basis },
                  unit: units?.find((unit) => unit.id === ground.unitId)?.name ?? '',
                }),
              ),
              ...(decision?.byTaskList ?? []).map((ground) =>
                t('routes.byTaskList', {
                  ...{ version: ground.version, row: ground.row, basis: ground.basis },
                  unit: units?.find((unit) => unit.id === ground.unitId)?.name ?? '',
                }),
              ),
              t('routes.tried', { count: explain.data.tried.length }),
            ]
              .filter(Boolean)
              .join(' · ')}
          />
        )}
      </div>
    </section>
  );
}

/** A row's conditions and units as a person says them. */
function useRouteWords(countyId: number) {
  const { t, pick } = useText();
  const { data: units } = useQuery(unitsQuery(countyId));
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const { data: tree } = useQuery(treeQuery(countyId));
  const county = useCounty();
  const list = (parts: readonly string[]): string => {
    const first = parts.slice(0, 3).join(t('say.list'));
    return parts.length > 3 ? `${first} +${parts.length - 3}` : first;
  };
  const itemName = (code: string): string => {
    const all = catalog ? [...catalog.majors, ...catalog.subs, ...catalog.items] : [];
    const found = all.find((one) => one.code === code);
    return found ? pick(found.name) : '';
  };
  const placeName = (id: number): string => tree?.find((one) => one.id === id)?.name ?? '';
  return {
    conditions: ({ when }: Row): string => {
      const sources = when.sources?.flatMap((source) => {
        const known = SOURCES.find((one) => one === source);
        return known ? [t(`source.${known}`)] : [];
      });
      const parts = [
        when.items && list(when.items.map(itemName)),
        when.townIds && list(when.townIds.map(placeName)),
        when.villageIds && t('routes.villages', { count: when.villageIds.length }),
        when.gridIds && t('routes.grids', { count: when.gridIds.length }),
        when.levels && list(when.levels.map((level) => t(`level.${level as 1}`))),
        sources && list(sources),
        when.time && t(when.time === 'working' ? 'routes.workTime' : 'routes.offTime'),
        when.call110 && t(`routes.call110.${when.call110}`),
      ].filter((part) => part !== undefined && part !== '');
      return parts.length ? parts.join(' · ') : t('routes.always');
    },
    unit: (selector: Selector): string => {
      if ('unitId' in selector)
        return units?.find((unit) => unit.id === selector.unitId)?.name ?? t('say.unknown');
      if ('dutyList' in selector) return t(`routes.byDutyList.${selector.dutyList}`);
      const at = t(`routes.at.${selector.at}`);
      if ('kind' in selector) {
        const key = `unitKind.${selector.kind}`;
        return t('routes.unitOf', { at, kind: hasText(key) ? t(key) : '' });
      }
      const lineUnit = units?.find(
        (unit) => unit.line === selector.line && unit.kind === 'department',
      );
      if (!lineUnit) return t('routes.unitOf', { at, kind: t('routes.line') });
      if (selector.at === 'county') return lineUnit.name;
      // The line goes by its bureau: 司法局 for 乐清市司法局 and the offices of the towns.
      // 市委政法委 keeps its 市: the committee's name begins with the last character of the county's.
      const { name } = lineUnit;
      const own = county?.nameZh ?? '';
      const unit = name.startsWith(`${own}委`) ? name : name.replace(own, '');
      return t('routes.unitOf', { at, kind: t('routes.ofLine', { unit }) });
    },
  };
}
