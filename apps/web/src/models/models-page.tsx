// 研判模型: what judges now, which versions there are and how well each does, and switching them.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  ModelsAnswer,
  type ChangeItem,
  type Change,
  type VersionItem,
} from '#modules/triage/contract.ts';
import { catalogQuery } from '../api/reference.ts';
import { request, serverNow } from '../api/request.ts';
import { useCounty, useMe } from '../api/session.ts';
import { Blank, Failed, Waiting } from '../look/states.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { percent, useModelName } from './figures.tsx';
import { Versions } from './versions.tsx';
import './models.css';

/** Trials are counted while one looks. */
const REFRESH_MS = 60_000;

export default function ModelsPage() {
  const { t } = useText();
  const countyId = useMe().mainCountyId;
  const code = useCounty()?.code ?? '…';
  const [asked, setAsked] = useState<{ version: VersionItem; change: Change } | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['models', countyId],
    queryFn: ({ signal }) => request(ModelsAnswer, '/models', { query: { countyId }, signal }),
    refetchInterval: REFRESH_MS,
  });
  if (isPending) return <Waiting />;
  if (!data) return <Failed error={error} retry={() => void refetch()} />;
  const command = <code className="command">npm run train -- --county {code}</code>;
  return (
    <div className="page stack">
      <header className="page-head">
        <h1>{t('models.title')}</h1>
        {!data.mayChange && <span className="quiet">{t('models.readOnly')}</span>}
      </header>
      <Now data={data} countyId={countyId} />
      {data.versions.length === 0 ? (
        <section className="card">
          <Blank icon="machine" title={t('models.none')} hint={t('models.noneHint')}>
            {command}
            <p className="quiet">{t('models.noneAfter')}</p>
          </Blank>
        </section>
      ) : (
        <section aria-labelledby="models-versions" className="stack">
          <header className="models-head">
            <h2 id="models-versions">{t('models.versions')}</h2>
            <span className="quiet">
              {t('models.trainHint')} {command}
            </span>
          </header>
          <details className="models-card">
            <summary>{t('models.howToRead')}</summary>
            <p className="quiet">{t('models.howToReadOf')}</p>
          </details>
          <Versions
            versions={data.versions}
            countyId={countyId}
            mayChange={data.mayChange}
            ask={(version, change) => setAsked({ version, change })}
          />
        </section>
      )}
      {data.changes.length > 0 && <Log changes={data.changes} />}
      {asked && <ChangeDialog {...asked} countyId={countyId} onClose={() => setAsked(null)} />}
    </div>
  );
}

/** What is in force, the model of the house behind it, and what people corrected. */
function Now({ data, countyId }: { data: ModelsAnswer; countyId: number }) {
  const { t, language, pick } = useText();
  const nameOf = useModelName();
  const { data: catalog } = useQuery(catalogQuery(countyId));
  const itemName = (code: string) => {
    const item = catalog?.items.find((each) => each.code === code);
    return item ? pick(item.name) : code;
  };
  const { base, corrections } = data;
  const inForce = data.versions.find(({ state }) => state === 'inForce');
  const { decided, overruled, confusions, since, isCut } = corrections;
  return (
    <section className="card models-now" aria-labelledby="models-now">
      <div>
        <h2 id="models-now">{t('models.now')}</h2>
        <p className="models-judge">{nameOf(inForce?.version ?? null)}</p>
        <p className="quiet">
          {inForce
            ? t('models.inForceSince', {
                at: clockTime(t, language, inForce.stateSince, serverNow()),
              })
            : t('models.rule', { rule: base.rule, labels: base.labels })}
        </p>
        {base.card && (
          <details className="models-card">
            <summary>{`${t('models.card')} · ${t('models.house')}`}</summary>
            <pre>{base.card}</pre>
          </details>
        )}
      </div>
      <div>
        <h2>{since === null ? t('models.correctionsAll') : t('models.corrections')}</h2>
        {decided === 0 ? (
          <p className="quiet">{t('models.correctionsNone')}</p>
        ) : (
          <>
            <p>
              {t('models.correctionsOf', {
                ...{ decided, overruled },
                percent: percent(overruled / decided),
              })}
              {isCut && ` ${t('models.newest')}`}
            </p>
            <ul className="models-confusions">
              {confusions.map(({ guessed, filed, count }) => (
                <li key={`${guessed} ${filed}`}>
                  <span>
                    {t('models.confusion', { guessed: itemName(guessed), filed: itemName(filed) })}
                  </span>
                  <span className="quiet">{t('models.times', { count })}</span>
                </li>
              ))}
            </ul>
            {overruled > 0 && <p className="quiet">{t('models.correctionsHint')}</p>}
          </>
        )}
      </div>
    </section>
  );
}

function Log({ changes }: { changes: readonly ChangeItem[] }) {
  const { t, language } = useText();
  return (
    <section className="card" aria-labelledby="models-log">
      <h2 id="models-log">{t('models.log')}</h2>
      <ul className="models-log">
        {changes.map(({ id, version, change, reason, byName, at }) => (
          <li key={id}>
            <time title={exactTime(language, at)}>{clockTime(t, language, at, serverNow())}</time>
            <span>
              {t('models.logLine', {
                who: byName,
                what: `${t(`models.do.${change}`)} · ${t('models.version', { version })}`,
              })}
            </span>
            <span className="quiet">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
