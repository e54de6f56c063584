// What the machine makes of the words while they are typed: place, item, level and likely duplicates,
// each with its reasons, each to be taken over with one press.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Spin } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router';
import { PreviewAnswer } from '#modules/triage/contract.ts';
import { treeQuery } from '../api/reference.ts';
import { messageOf, request } from '../api/request.ts';
import { useItemName } from '../catalog/item-picker.tsx';
import { WhyChip } from '../incident/why.tsx';
import { LevelTag } from '../look/tags.tsx';
import { useText } from '../text/language.tsx';
import type { Draft } from './draft.ts';

/** With fewer words there is nothing to recognise. */
const WORDS_MIN = 4;
/** So sure that the field is filled by itself; the person sees it and may change it. */
const FILLS_FROM = 0.6;

type Props = {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  text: string;
  countyId: number;
};

export function Assist({ draft, set, text, countyId }: Props) {
  const { t } = useText();
  const itemName = useItemName(countyId);
  const { data: tree } = useQuery(treeQuery(countyId));
  const enough = text.length >= WORDS_MIN;
  const { data, isFetching, error } = useQuery({
    queryKey: ['preview', countyId, text, draft.source],
    queryFn: ({ signal }) =>
      request(PreviewAnswer, '/triage/preview', {
        method: 'POST',
        body: { countyId, text, source: draft.source },
        signal,
      }),
    enabled: enough,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const placeName = (place: PreviewAnswerPlace): string => {
    const named = data?.place.candidates.find(
      (one) => one.place.villageId === place.villageId,
    )?.name;
    const names = [place.townId, place.villageId].flatMap(
      (id) => tree?.find((one) => one.id === id)?.name ?? [],
    );
    return names.length ? names.join(' ') : (named ?? '');
  };

  // Filled by itself only where the person has not said anything, and only once per guess.
  const filled = useRef<{ item: string | null; place: string | null }>({ item: null, place: null });
  const item = data?.item;
  const place = data?.place;
  useEffect(() => {
    if (!enough || !data) return;
    const change: { -readonly [K in keyof Draft]?: Draft[K] } = {
      suggestedItems: item?.candidates.map((one) => one.code) ?? [],
    };
    if (
      item &&
      item.confidence >= FILLS_FROM &&
      (draft.itemCode === null || draft.itemCode === filled.current.item)
    ) {
      change.itemCode = item.value;
      filled.current.item = item.value;
    }
    const name = place ? placeName(place.value) : '';
    if (
      place &&
      name &&
      place.confidence >= FILLS_FROM &&
      (draft.placeName === '' || draft.placeName === filled.current.place) &&
      (draft.point === null || draft.placeName === filled.current.place)
    ) {
      Object.assign(change, placeChange(place.value, name));
      filled.current.place = name;
    }
    set(change);
    // Only a new answer fills; typing in the fields does not.
  }, [data, tree]);

  const candidates = item ? withValue(item) : [];
  const places = place ? placesOf(place, placeName) : [];
  return (
    <aside className="assist" aria-label={t('report.assist')} aria-live="polite">
      <h2>
        {t('report.assist')} {isFetching && <Spin size="small" />}
      </h2>
      {!enough && <p className="quiet">{t('report.assistEmpty')}</p>}
      {error && <p className="quiet">{messageOf(error)}</p>}
      {enough && data && (
        <>
          <Guess title={t('report.guessItem')} empty={candidates.length === 0}>
            {candidates.map((one) => (
              <li key={one.code}>
                <span>
                  {itemName(one.code) ?? t('say.unknown')}
                  <WhyChip guess={one} title={t('why.item')} />
                </span>
                <Sure confidence={one.confidence} />
                <Take
                  taken={draft.itemCode === one.code}
                  onTake={() => set({ itemCode: one.code })}
                />
              </li>
            ))}
          </Guess>
          <Guess title={t('report.guessPlace')} empty={places.length === 0}>
            {places.map((one) => (
              <li key={one.name}>
                <span>
                  {one.name}
                  <WhyChip
                    guess={{ confidence: one.confidence, reasons: place?.reasons ?? [] }}
                    title={t('why.place')}
                  />
                </span>
                <Sure confidence={one.confidence} />
                <Take
                  taken={draft.placeName === one.name}
                  onTake={() => set(placeChange(one.place, one.name))}
                />
              </li>
            ))}
          </Guess>
          {data.level && (
            <Guess title={t('report.guessLevel')} empty={false}>
              <li>
                <span>
                  <LevelTag level={data.level.value} />
                  <WhyChip guess={data.level} title={t('why.level')} />
                </span>
                <Take
                  taken={draft.level === data.level.value}
                  onTake={() => set({ level: data.level?.value ?? null })}
                />
              </li>
            </Guess>
          )}
          {data.duplicates.length > 0 && (
            <section className="assist-duplicates">
              <h3>{t('report.duplicates')}</h3>
              <ul className="links">
                {data.duplicates.slice(0, 4).map((one) => (
                  <li key={one.id}>
                    <Link to={`/incidents/${one.id}`} target="_blank">
                      {one.title}
                    </Link>
                    <span className="quiet">
                      {t('incident.similar', { percent: Math.round(one.score * 100) })}
                      <WhyChip
                        guess={{ confidence: one.score, reasons: one.reasons }}
                        title={t('why.label')}
                      />
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </aside>
  );
}

type PreviewAnswerType = import('zod').z.infer<typeof PreviewAnswer>;
type PreviewAnswerPlace = PreviewAnswerType['place']['value'];

function Guess({ title, empty, children }: { title: string; empty: boolean; children: ReactNode }) {
  const { t } = useText();
  return (
    <section>
      <h3>{title}</h3>
      {empty ? (
        <p className="quiet">{t('report.noGuess')}</p>
      ) : (
        <ul className="guesses">{children}</ul>
      )}
    </section>
  );
}

function Sure({ confidence }: { confidence: number }) {
  const { t } = useText();
  return (
    <span className="quiet">{t('why.confidence', { percent: Math.round(confidence * 100) })}</span>
  );
}

function Take({ taken, onTake }: { taken: boolean; onTake: () => void }) {
  const { t } = useText();
  return (
    <Button size="small" disabled={taken} onClick={onTake}>
      {taken ? t('report.taken') : t('report.take')}
    </Button>
  );
}

function withValue(item: NonNullable<PreviewAnswerType['item']>) {
  const listed = item.candidates.some((one) => one.code === item.value);
  const best = { code: item.value, confidence: item.confidence, reasons: item.reasons };
  return (listed ? item.candidates : [best, ...item.candidates]).slice(0, 4);
}

function placesOf(
  place: PreviewAnswerType['place'],
  nameOf: (value: PreviewAnswerPlace) => string,
) {
  const best = { place: place.value, name: nameOf(place.value), confidence: place.confidence };
  const all = [...(place.value.townId === null ? [] : [best]), ...place.candidates];
  const seen = new Set<string>();
  return all
    .filter((one) => one.name !== '' && !seen.has(one.name) && seen.add(one.name))
    .slice(0, 4);
}

function placeChange(place: PreviewAnswerPlace, name: string): Partial<Draft> {
  const { townId, villageId, gridId, lng6, lat6 } = place;
  return {
    placeName: name,
    townId,
    villageId,
    gridId,
    point: lng6 === null || lat6 === null ? null : { lng6, lat6 },
  };
}
