// 力量与装备: what can be called, by kind, skill and state, with the bases on the map; keepers edit it.
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Table } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import {
  RESOURCE_KINDS,
  RESOURCE_STATES,
  SKILL_CODES,
  SKILLS,
  type Resource,
  type ResourceKind,
  type ResourceState,
  type Skill,
} from '#modules/roster/contract.ts';
import { unitsQuery } from '../api/reference.ts';
import { useMe } from '../api/session.ts';
import { Icon } from '../look/icons.tsx';
import { PHONE, useMedia } from '../look/screen.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { TableBox } from '../look/table-box.tsx';
import type { MapPoint } from '../map/points-map.tsx';
import { useText } from '../text/language.tsx';
import { resourcesQuery } from './api.ts';
import { ResourceDrawer } from './resource-drawer.tsx';
import '../dispatch/advice.css';
import '../lists/lists.css';
import './roster.css';

const PointsMap = lazy(() => import('../map/points-map.tsx'));

/** Rows of a page; marks on the map are those of all that fit. */
const PAGE = 20;
/** Bases nearer than about 1 km share a mark on a map of the whole county. */
const BASES_APART = 10_000;

type Filter = { kind?: ResourceKind; skill?: Skill; state?: ResourceState; text?: string };

export default function ResourcesPage() {
  const { t, pick } = useText();
  const phone = useMedia(PHONE);
  const countyId = useMe().mainCountyId;
  const [filter, setFilter] = useState<Filter>({});
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<Resource | 'new' | null>(null);
  const { data, error, isPending, refetch } = useQuery(resourcesQuery({ countyId, ...filter }));
  const { data: units } = useQuery(unitsQuery(countyId));
  const unitNames = useMemo(() => new Map(units?.map(({ id, name }) => [id, name])), [units]);
  if (isPending) return <Waiting />;
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value !== '');
  const part = (change: Filter): void => setFilter((now) => ({ ...now, ...change }));
  const choices = <K extends string>(words: Readonly<Record<K, { zh: string; en: string }>>) =>
    (Object.keys(words) as K[]).map((value) => ({ value, label: pick(words[value]) }));
  const view = {
    items: data.items,
    unitName: (id: number) => unitNames.get(id) ?? '',
    chosen,
    choose: setChosen,
    edit: setEditing,
  };
  return (
    <div className="page stack">
      <header className="page-head">
        <h1>{t('resource.title')}</h1>
        <span className="quiet" aria-live="polite">
          {t('resource.count', { count: data.items.length })}
        </span>
        <span className="top-gap" />
        {data.mayAdd && (
          <Button
            type="primary"
            icon={<Icon name="plus" size={15} />}
            onClick={() => setEditing('new')}
          >
            {t('resource.add')}
          </Button>
        )}
      </header>
      <div className="register-filters">
        <Select
          allowClear
          value={filter.kind ?? null}
          onChange={(kind?: ResourceKind | null) => part({ kind: kind ?? undefined } as Filter)}
          options={choices(RESOURCE_KINDS)}
          placeholder={t('resource.kind')}
          aria-label={t('resource.kind')}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={filter.skill ?? null}
          onChange={(skill?: Skill | null) => part({ skill: skill ?? undefined } as Filter)}
          options={SKILL_CODES.map((value) => ({ value, label: pick(SKILLS[value]) }))}
          placeholder={t('resource.skill')}
          aria-label={t('resource.skill')}
        />
        <Select
          allowClear
          value={filter.state ?? null}
          onChange={(state?: ResourceState | null) => part({ state: state ?? undefined } as Filter)}
          options={choices(RESOURCE_STATES)}
          placeholder={t('resource.state')}
          aria-label={t('resource.state')}
        />
        <Input.Search
          className="page-search"
          allowClear
          placeholder={t('resource.find')}
          aria-label={t('resource.find')}
          onSearch={(words) => part({ text: words.trim() })}
        />
      </div>
      {data.items.length === 0 ? (
        isFiltered ? (
          <Blank icon="search" title={t('resource.noneMatch')}>
            <Button onClick={() => setFilter({})}>{t('resource.clear')}</Button>
          </Blank>
        ) : (
          <Blank icon="users" title={t('resource.empty')} hint={t('resource.emptyHint')} />
        )
      ) : (
        <div className="register">
          {!phone && <Sheet {...view} />}
          <Suspense fallback={<div className="register-map" />}>
            <PointsMap
              countyId={countyId}
              label={t('resource.map')}
              className="register-map"
              points={pointsOf(data.items, view.unitName, pick)}
              chosen={chosen}
              onChoose={setChosen}
              apart={BASES_APART}
            />
          </Suspense>
          {phone && <Cards {...view} />}
        </div>
      )}
      {editing !== null && (
        <ResourceDrawer
          countyId={countyId}
          resource={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

type View = {
  items: readonly Resource[];
  unitName: (id: number) => string;
  chosen: string | null;
  choose: (id: string) => void;
  edit: (resource: Resource) => void;
};

function Sheet({ items, unitName, chosen, choose, edit }: View) {
  const { t, pick } = useText();
  const [page, setPage] = useState(1);
  // What was chosen on the map comes to the top of the sheet.
  const inOrder = useMemo(
    () => items.toSorted((a, b) => Number(b.id === chosen) - Number(a.id === chosen)),
    [items, chosen],
  );
  return (
    <TableBox label={t('resource.title')}>
      <Table<Resource>
        className="sheet"
        rowKey="id"
        size="middle"
        dataSource={inOrder}
        rowClassName={({ id }) => (id === chosen ? 'register-chosen' : '')}
        onRow={({ id }) => ({ onClick: () => choose(id) })}
        pagination={
          items.length > PAGE
            ? { pageSize: PAGE, current: page, onChange: setPage, showSizeChanger: false }
            : false
        }
        columns={[
          {
            title: t('resource.name'),
            render: (_, { name, unitId }) => (
              <>
                <strong>{name}</strong>
                <br />
                <span className="quiet">{unitName(unitId)}</span>
              </>
            ),
          },
          {
            title: t('resource.kind'),
            width: 84,
            render: (_, { kind }) => pick(RESOURCE_KINDS[kind]),
          },
          {
            title: t('resource.skill'),
            render: (_, { skills }) =>
              skills.map((skill) => pick(SKILLS[skill])).join(t('say.list')),
          },
          {
            title: t('resource.capacity'),
            width: 104,
            render: (_, row) => <Size resource={row} />,
          },
          { title: t('resource.state'), width: 104, render: (_, row) => <State resource={row} /> },
          {
            title: '',
            width: 76,
            align: 'right',
            render: (_, row) =>
              row.mayKeep && (
                <Button
                  size="small"
                  aria-label={`${t('resource.edit')} ${row.name}`}
                  onClick={(event) => {
                    event.stopPropagation();
                    edit(row);
                  }}
                >
                  {t('resource.edit')}
                </Button>
              ),
          },
        ]}
      />
    </TableBox>
  );
}

function Cards({ items, unitName, chosen, choose, edit }: View) {
  const { t, pick } = useText();
  const [shown, setShown] = useState(PAGE);
  const inOrder = items.toSorted((a, b) => Number(b.id === chosen) - Number(a.id === chosen));
  return (
    <div>
      <ul className="duty-cards">
        {inOrder.slice(0, shown).map((resource) => (
          <li key={resource.id} className="card" onClick={() => choose(resource.id)}>
            <div className="duty-card-head">
              <strong>{resource.name}</strong>
              <State resource={resource} />
            </div>
            <p className="quiet">
              {unitName(resource.unitId)} · {pick(RESOURCE_KINDS[resource.kind])} ·{' '}
              <Size resource={resource} />
            </p>
            <p>{resource.skills.map((skill) => pick(SKILLS[skill])).join(t('say.list'))}</p>
            {resource.mayKeep && (
              <Button
                onClick={(event) => {
                  event.stopPropagation();
                  edit(resource);
                }}
              >
                {t('resource.edit')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {items.length > shown && (
        <Button type="text" block onClick={() => setShown(shown + PAGE)}>
          {t('roster.more', { count: items.length - shown })}
        </Button>
      )}
    </div>
  );
}

function Size({ resource }: { resource: Resource }) {
  const { t } = useText();
  const key = resource.kind === 'equipment' ? 'resource.pieces' : 'resource.people';
  return <span>{t(key, { n: resource.capacity })}</span>;
}

function State({ resource }: { resource: Resource }) {
  const { t, pick } = useText();
  return (
    <span className={`resource-state-${resource.state}`}>
      {pick(RESOURCE_STATES[resource.state])}
      {resource.position && <span className="quiet"> · {t('resource.moving')}</span>}
    </span>
  );
}

const MARKS: Readonly<Record<ResourceKind, { zh: string; en: string }>> = {
  people: { zh: '人', en: 'P' },
  rescue: { zh: '救', en: 'R' },
  police: { zh: '警', en: 'C' },
  equipment: { zh: '装', en: 'E' },
};

function pointsOf(
  items: readonly Resource[],
  unitName: (id: number) => string,
  pick: (text: { zh: string; en: string }) => string,
): MapPoint[] {
  return items.map((each): MapPoint => {
    const { id, name, kind, state, position, unitId } = each;
    return {
      key: id,
      lng6: position?.lng6 ?? each.lng6,
      lat6: position?.lat6 ?? each.lat6,
      label: `${name} · ${unitName(unitId)}`,
      mark: pick(MARKS[kind]),
      ...(position
        ? { look: 'moving' as const }
        : state === 'ready'
          ? {}
          : { look: 'faint' as const }),
    };
  });
}
