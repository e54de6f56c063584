// 搁置的动态: news at which a reader of the feed failed every time; kept until somebody has it tried again.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Table } from 'antd';
import { AsideEntries, type AsideEntry } from '#modules/incident/contract.ts';
import { messageOf, request } from '../api/request.ts';
import { PHONE, useMedia } from '../look/screen.ts';
import { TableBox } from '../look/table-box.tsx';
import { exactTime } from '../look/time.ts';
import { hasText, useText } from '../text/language.tsx';

/** The page looks again by itself this often. */
const REFRESH_MS = 10_000;

export function Aside() {
  const { t, language } = useText();
  const { message } = App.useApp();
  const phone = useMedia(PHONE);
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['feed', 'aside'],
    queryFn: ({ signal }) => request(AsideEntries, '/feed/aside', { signal }),
    refetchInterval: REFRESH_MS,
  });
  const retry = useMutation({
    mutationFn: ({ countyId, reader, position }: AsideEntry) =>
      request(AsideEntries, '/feed/aside/retry', {
        method: 'POST',
        body: { countyId, reader, position },
      }),
    onError: (error) => void message.error(messageOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['feed', 'aside'] }),
  });
  const named = (key: string, otherwise: string) => (hasText(key) ? t(key) : otherwise);
  const readerOf = ({ reader }: AsideEntry) => named(`aside.reader.${reader}`, reader);
  const typeOf = ({ type }: AsideEntry) => named(type.replace(/^incident\./, 'fact.'), type);
  const button = (row: AsideEntry) => (
    <Button
      size="small"
      disabled={row.isAskedAgain}
      loading={retry.isPending && retry.variables === row}
      onClick={() => retry.mutate(row)}
    >
      {t(row.isAskedAgain ? 'aside.asked' : 'do.retry')}
    </Button>
  );
  if (!data || data.items.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="feed-aside">
      <h2 id="feed-aside">{t('aside.title')}</h2>
      <p className="quiet">{t('aside.hint')}</p>
      {phone ? (
        <ul className="aside-cards">
          {data.items.map((row) => (
            <li key={`${row.reader}/${row.position}`}>
              <p>
                <strong>{readerOf(row)}</strong> · {typeOf(row)} · {row.number}
              </p>
              <p className="quiet">
                {exactTime(language, row.asideAt)} · {t('exchange.attempts')} {row.tries} ·{' '}
                <code>{row.errorCode}</code>
              </p>
              {button(row)}
            </li>
          ))}
        </ul>
      ) : (
        <TableBox label={t('aside.title')}>
          <Table<AsideEntry>
            className="sheet"
            rowKey={({ reader, position }) => `${reader}/${position}`}
            size="small"
            dataSource={data.items}
            pagination={false}
            columns={[
              {
                title: t('aside.reader'),
                render: (_, row) => readerOf(row),
              },
              { title: t('exchange.matter'), dataIndex: 'number' },
              {
                title: t('exchange.kind'),
                render: (_, row) => typeOf(row),
              },
              { title: t('aside.since'), render: (_, row) => exactTime(language, row.asideAt) },
              { title: t('exchange.attempts'), dataIndex: 'tries', width: 72 },
              {
                title: t('aside.code'),
                render: (_, row) => <code>{row.errorCode}</code>,
              },
              {
                title: '',
                width: 96,
                render: (_, row) => button(row),
              },
            ]}
          />
        </TableBox>
      )}
    </section>
  );
}
