// 外部对接: how the exchange with each outside system stands, and the messages that want a person.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Segmented, Table } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import {
  MessagesPage,
  PeerView,
  PeerViews,
  type Direction,
  type MessageView,
} from '#modules/exchange/contract.ts';
import { messageOf, request, serverNow } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { TableBox } from '../look/table-box.tsx';
import { clockTime, exactTime, spanOf } from '../look/time.ts';
import { hasText, useText, type TextKey } from '../text/language.tsx';
import { Aside } from './aside.tsx';
import { GiveUp } from './gaps.tsx';

type Peer = z.infer<typeof PeerView>;
/** The page looks again by itself this often. */
const REFRESH_MS = 10_000;
/** Missing ranges named one by one. */
const RANGES_SHOWN = 3;

export default function ExchangePage() {
  const { t } = useText();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['exchange'],
    queryFn: ({ signal }) => request(PeerViews, '/exchange', { signal }),
    refetchInterval: REFRESH_MS,
  });
  if (isPending) return <Waiting />;
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <div className="page stack">
      <header className="page-head">
        <h1>{t('exchange.title')}</h1>
      </header>
      <Aside />
      {data?.items.length === 0 && (
        <Blank icon="chain" title={t('exchange.none')} hint={t('exchange.noneHint')} />
      )}
      {data?.items.map((peer) => (
        <PeerCard key={`${peer.countyId}/${peer.system}`} peer={peer} />
      ))}
    </div>
  );
}

function PeerCard({ peer }: { peer: Peer }) {
  const { t, pick } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const reconcile = useMutation({
    mutationFn: () =>
      request(PeerView, `/exchange/${peer.system}/reconcile`, {
        method: 'POST',
        body: { countyId: peer.countyId },
      }),
    onSuccess: () => void message.success(t('exchange.reconciled')),
    onError: (error) => void message.error(messageOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['exchange'] }),
  });
  const id = `exchange-${peer.countyId}-${peer.system}`;
  return (
    <section className="card peer" aria-labelledby={id}>
      <header className="peer-head">
        <h2 id={id}>{pick(peer.name)}</h2>
        <span className="flag">{t(`exchange.form.${peer.form}`)}</span>
        <Health peer={peer} />
        <span className="top-gap" />
        <GiveUp peer={peer} />
        <Button loading={reconcile.isPending} onClick={() => reconcile.mutate()}>
          {t('exchange.reconcile')}
        </Button>
      </header>
      <Figures peer={peer} />
      <Messages peer={peer} />
    </section>
  );
}

function Health({ peer }: { peer: Peer }) {
  const { t } = useText();
  const problem = useProblem();
  const trouble = peer.health.problem ?? peer.problem;
  return peer.health.ok && trouble === null ? (
    <span className="peer-well">
      <Icon name="check" size={15} /> {t('exchange.well')}
    </span>
  ) : (
    <strong className="peer-ill">
      <Icon name="alarm" size={15} /> {trouble === null ? t('exchange.ill') : problem(trouble)}
    </strong>
  );
}

function Figures({ peer }: { peer: Peer }) {
  const { t, language } = useText();
  const now = serverNow();
  const when = (at: number | null) =>
    at === null ? t('say.none') : clockTime(t, language, at, now);
  const lag = (at: number | null) =>
    at === null ? t('exchange.noLag') : spanOf(t, Math.max(0, now - at));
  const { out, flow } = peer;
  const missing = peer.in.missing;
  const ranges = missing
    .slice(0, RANGES_SHOWN)
    .map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
    .join(t('say.list'));
  const gaps =
    missing.length === 0
      ? t('exchange.noGap')
      : missing.length > RANGES_SHOWN
        ? t('exchange.gaps', { ranges, n: missing.length })
        : ranges;
  const share =
    flow.all === 0
      ? t('say.none')
      : t('exchange.flowOf', {
          percent: Math.round((flow.automatic / flow.all) * 100),
          automatic: flow.automatic,
          all: flow.all,
        });
  return (
    <div className="peer-figures">
      <FigureRow
        figures={[
          [t('exchange.out'), t('exchange.upTo', { n: out.sent })],
          [t('exchange.waiting'), `${out.waiting}`, out.waiting > 0],
          [t('exchange.lag'), lag(out.oldestAt), out.oldestAt !== null],
          [t('exchange.refused'), `${out.refused}`, out.refused > 0],
          [t('exchange.lastOut'), when(out.lastAt)],
        ]}
      />
      <FigureRow
        figures={[
          [t('exchange.in'), t('exchange.upTo', { n: peer.in.highest })],
          [t('exchange.toApply'), `${peer.in.waiting}`, peer.in.waiting > 0],
          [t('exchange.missing'), gaps, missing.length > 0],
          [t('exchange.refusedIn'), `${peer.in.refused}`, peer.in.refused > 0],
          [t('exchange.lastIn'), when(peer.in.lastAt)],
        ]}
      />
      <FigureRow
        figures={[
          [t('exchange.reconciledAt'), when(peer.reconciledAt)],
          [t('exchange.flow'), share],
        ]}
      />
    </div>
  );
}

type Figure = readonly [name: string, value: string, isNotable?: boolean];

function FigureRow({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl>
      {figures.map(([name, value, isNotable]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={isNotable ? 'notable' : ''}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Messages({ peer }: { peer: Peer }) {
  const { t, language } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const problem = useProblem();
  const [direction, setDirection] = useState<Direction>('out');
  const [troubled, setTroubled] = useState(true);
  const query = { countyId: peer.countyId, direction, troubled: troubled ? 'true' : undefined };
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['exchange', peer.system, query],
    queryFn: ({ signal }) =>
      request(MessagesPage, `/exchange/${peer.system}/messages`, { query, signal }),
    refetchInterval: REFRESH_MS,
  });
  const retry = useMutation({
    mutationFn: (seq: number) =>
      request(PeerView, `/exchange/${peer.system}/retry`, {
        method: 'POST',
        body: { countyId: peer.countyId, direction, seq },
      }),
    onError: (failure) => void message.error(messageOf(failure)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['exchange'] }),
  });
  const kindName = (kind: string) => {
    const key = `exchange.kind.${kind}`;
    return hasText(key) ? t(key) : t('exchange.kind.unknown');
  };
  return (
    <>
      <div className="peer-choice">
        <Segmented<Direction>
          value={direction}
          onChange={setDirection}
          options={[
            { value: 'out', label: t('exchange.out') },
            { value: 'in', label: t('exchange.in') },
          ]}
          aria-label={t('exchange.direction')}
        />
        <Checkbox checked={troubled} onChange={(event) => setTroubled(event.target.checked)}>
          {t('exchange.onlyTroubled')}
        </Checkbox>
      </div>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data?.items.length === 0 ? (
        <p className="quiet">{t(troubled ? 'exchange.noTrouble' : 'exchange.noMessages')}</p>
      ) : (
        <TableBox label={t('exchange.messages')}>
          <Table<MessageView>
            className="sheet"
            rowKey="seq"
            size="small"
            loading={isPending}
            dataSource={data?.items ?? []}
            pagination={false}
            columns={[
              { title: t('exchange.seq'), dataIndex: 'seq', width: 80 },
              { title: t('exchange.kind'), render: (_, row) => kindName(row.kind) },
              { title: t('exchange.matter'), render: (_, row) => row.incident?.number ?? '' },
              {
                title: t('exchange.state'),
                render: (_, row) => t(`exchange.state.${row.state}` satisfies TextKey),
              },
              {
                title: t('exchange.madeAt'),
                render: (_, row) => exactTime(language, row.madeAt),
              },
              { title: t('exchange.attempts'), dataIndex: 'attempts', width: 72 },
              {
                title: t('exchange.reason'),
                render: (_, row) => (row.problem === null ? '' : problem(row.problem)),
              },
              {
                title: '',
                width: 88,
                render: (_, row) =>
                  row.state === 'taken' ||
                  row.state === 'applied' ||
                  row.kind === 'unknown' ? null : (
                    <Button
                      size="small"
                      loading={retry.isPending && retry.variables === row.seq}
                      onClick={() => retry.mutate(row.seq)}
                    >
                      {t('do.retry')}
                    </Button>
                  ),
              },
            ]}
          />
        </TableBox>
      )}
    </>
  );
}

/** A reason in words; one that has none of its own is told as what the other side said. */
function useProblem(): (code: string) => string {
  const { t } = useText();
  return (code) => {
    const key = `exchange.problem.${code.replace(/^exchange\./, '')}`;
    if (hasText(key)) return t(key);
    return t(code.startsWith('incident.') ? 'exchange.problem.late' : 'exchange.problem.theirs');
  };
}
