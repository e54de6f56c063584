// The versions: a table at the desk, cards on the phone; each opens to its items.
import { useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import type { Change, ItemScore, VersionItem } from '#modules/triage/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { serverNow } from '../api/request.ts';
import { PHONE, useMedia } from '../look/screen.ts';
import { TableBox } from '../look/table-box.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { percent, Scores, Trial } from './figures.tsx';

type Props = {
  versions: readonly VersionItem[];
  countyId: number;
  mayChange: boolean;
  ask: (version: VersionItem, change: Change) => void;
};

export function Versions(props: Props) {
  return useMedia(PHONE) ? <Cards {...props} /> : <Sheet {...props} />;
}

function Sheet({ versions, countyId, mayChange, ask }: Props) {
  const { t } = useText();
  return (
    <TableBox label={t('models.versions')}>
      <Table<VersionItem>
        className="sheet models-sheet"
        rowKey="version"
        size="middle"
        dataSource={versions}
        pagination={false}
        expandable={{ expandedRowRender: (version) => <Details {...{ version, countyId }} /> }}
        columns={[
          {
            title: t('models.versions'),
            width: 150,
            render: (_, version) => <Name version={version} />,
          },
          {
            title: t('models.learnt'),
            width: 200,
            render: (_, version) => <Learnt version={version} />,
          },
          { title: t('models.scores'), render: (_, version) => <Scores version={version} /> },
          {
            title: t('models.shadow'),
            width: 250,
            render: (_, version) => <Trial version={version} />,
          },
          ...(mayChange
            ? [
                {
                  title: t('models.do'),
                  width: 110,
                  render: (_: unknown, version: VersionItem) => (
                    <Actions version={version} ask={ask} />
                  ),
                },
              ]
            : []),
        ]}
      />
    </TableBox>
  );
}

function Cards({ versions, countyId, mayChange, ask }: Props) {
  const { t } = useText();
  return versions.map((version) => (
    <article key={version.version} className="card models-version">
      <Name version={version} />
      <Learnt version={version} />
      <h3>{t('models.scores')}</h3>
      <Scores version={version} />
      <h3>{t('models.shadow')}</h3>
      <Trial version={version} />
      <details>
        <summary>{t('models.items')}</summary>
        <Details version={version} countyId={countyId} />
      </details>
      {mayChange && <Actions version={version} ask={ask} />}
    </article>
  ));
}

function Name({ version }: { version: VersionItem }) {
  const { t, language } = useText();
  const { state, stateSince } = version;
  return (
    <div className="models-name">
      <strong>{t('models.version', { version: version.version })}</strong>
      <span className={`state-word state-${state}`}>{t(`models.state.${state}`)}</span>
      <time className="quiet" title={exactTime(language, stateSince)}>
        {t('models.since', { at: clockTime(t, language, stateSince, serverNow()) })}
      </time>
    </div>
  );
}

function Learnt({ version }: { version: VersionItem }) {
  const { t, language } = useText();
  const { examples, corrections, examplesFrom, heldOutFrom, trainedAt } = version;
  const day = (at: number) => exactTime(language, at).split(/[ ,]/)[0] ?? '';
  return (
    <div className="models-lines">
      <span>{t('models.learntOf', { examples, corrections })}</span>
      <span className="quiet">
        {t('models.period', { from: day(examplesFrom), to: day(heldOutFrom) })}
      </span>
      <time className="quiet" title={exactTime(language, trainedAt)}>
        {t('models.trainedAt', { at: clockTime(t, language, trainedAt, serverNow()) })}
      </time>
    </div>
  );
}

type ActionsProps = { version: VersionItem; ask: Props['ask'] };

function Actions({ version, ask }: ActionsProps) {
  const { t } = useText();
  return (
    <div className="models-actions">
      {version.changes.map((change) => (
        <Button
          key={change}
          type={change === 'switchOn' ? 'primary' : 'default'}
          onClick={() => ask(version, change)}
        >
          {t(`models.do.${change}`)}
        </Button>
      ))}
    </div>
  );
}

/** With fewer examples an item is hardly known. */
const FEW_EXAMPLES = 20;

function Details({ version, countyId }: { version: VersionItem; countyId: number }) {
  const { t, pick } = useText();
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const nameOf = (code: string) => {
    const item = catalog?.items.find((each) => each.code === code);
    return item ? pick(item.name) : code;
  };
  const { act, suggest } = version.thresholds;
  const { method, seed, weightsBytes, labels, digest } = version;
  return (
    <div className="models-details">
      <TableBox label={t('models.items')}>
        <Table<ItemScore>
          className="sheet"
          rowKey="code"
          size="small"
          dataSource={version.scores.items.filter(({ heldOut }) => heldOut > 0)}
          pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            {
              title: t('models.item'),
              render: (_, { code, learnt }) => (
                <>
                  {nameOf(code)}{' '}
                  {learnt < FEW_EXAMPLES && <span className="flag">{t('models.few')}</span>}
                </>
              ),
            },
            {
              title: t('models.f1'),
              width: 150,
              render: (_, { before, after }) =>
                t('models.change', { before: percent(before), after: percent(after) }),
            },
            { title: t('models.learntN'), dataIndex: 'learnt', width: 80 },
            { title: t('models.heldOutN'), dataIndex: 'heldOut', width: 90 },
          ]}
        />
      </TableBox>
      <p className="quiet models-digest">
        {t('models.thresholds', { act: percent(act), suggest: percent(suggest) })}
        <br />
        {t('models.detailsOf', {
          ...{ method, seed, labels, digest },
          size: Math.ceil(weightsBytes / 1024),
        })}
      </p>
    </div>
  );
}
