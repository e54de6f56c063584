// What the machine makes of the words while they are typed. What it is sure of it fills in, to be seen and
// taken back; what it suggests is taken with one key; where it doubts, it asks.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Spin } from 'antd';
import { useEffect, useRef } from 'react';
import type { z } from 'zod';
import { stanceOf, type PreviewAnswer } from '#modules/triage/contract.ts';
import { previewQuery } from '../api/preview.ts';
import { messageOf } from '../api/request.ts';
import { useItemName } from '../catalog/item-picker.tsx';
import { candidatesOf, DuplicateLinks, Guesses, type Choice } from '../incident/guesses.tsx';
import { useNamedPlaces, type NamedPlace } from '../incident/place-names.ts';
import { KeyCap } from '../look/keys.tsx';
import { LevelTag } from '../look/tags.tsx';
import { useText } from '../text/language.tsx';
import { useEarlier } from './caller.tsx';
import type { Draft } from './draft.ts';
import type { Join } from './joining.ts';

/** With fewer words there is nothing to recognise. */
const WORDS_MIN = 4;
/** Likely duplicates shown. */
const DUPLICATES_MAX = 4;
/** Alt with a digit takes a choice: digits alone belong to the words. */
const KEYS_MAX = 9;
const KEY = 'Alt ';
/** Joins the call to the likeliest duplicate. */
const JOIN_KEY = `${KEY}J`;

type Props = {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  text: string;
  countyId: number;
  /** Null for who may not join a call to a matter. */
  join: Join | null;
};

export function Assist({ draft, set, text, countyId, join }: Props) {
  const { t } = useText();
  const itemName = useItemName(countyId);
  const enough = text.length >= WORDS_MIN;
  const { data, isFetching, error } = useQuery({
    ...previewQuery(countyId, text, draft.source),
    enabled: enough,
    placeholderData: keepPreviousData,
  });
  const places = useNamedPlaces(countyId, data?.place);
  useFilling(draft, set, enough ? data : undefined, places);

  let last = 0;
  const keyName = (): string | undefined => (++last > KEYS_MAX ? undefined : `${KEY}${last}`);
  const items = (data?.item ? candidatesOf(data.item) : []).map((one): Choice => ({
    id: one.code,
    name: itemName(one.code) ?? t('say.unknown'),
    guess: one,
    taken: draft.itemCode === one.code,
    keyName: keyName(),
    take: () => set({ itemCode: one.code, filledItem: null }),
  }));
  const where = places.map((one): Choice => ({
    id: one.name,
    name: one.name,
    guess: { confidence: one.confidence, reasons: data?.place.reasons ?? [] },
    taken: draft.placeName === one.name,
    keyName: keyName(),
    take: () => set({ ...placeChange(one), filledPlace: null }),
  }));
  const level = data?.level;
  const levels: readonly Choice[] = level
    ? [
        {
          id: String(level.value),
          name: <LevelTag level={level.value} />,
          guess: level,
          taken: draft.level === level.value,
          keyName: keyName(),
          take: () => set({ level: level.value }),
        },
      ]
    : [];
  const own = useEarlier(draft.phone);
  const joins = (join ? (data?.duplicates ?? []) : []).slice(0, DUPLICATES_MAX).map((one, at) => ({
    ...{ id: one.id, name: one.number, taken: false },
    isOwn: own?.some(({ id }) => id === one.id) ?? false,
    keyName: at === 0 ? JOIN_KEY : undefined,
    take: () => join?.to(one, own?.some(({ id }) => id === one.id) ?? false),
  }));
  useChoiceKeys(enough ? [...items, ...where, ...levels, ...joins] : []);

  return (
    <aside className="assist" aria-label={t('report.assist')} aria-live="polite">
      <h2>
        {t('report.assist')} {isFetching && <Spin size="small" />}
      </h2>
      {!enough && <p className="quiet">{t('report.assistEmpty')}</p>}
      {error && <p className="quiet">{messageOf(error)}</p>}
      {enough && data && (
        <>
          <Guesses
            title={t('report.guessItem')}
            why={t('why.item')}
            best={data.item}
            policy={data}
            choices={items}
          />
          <Guesses
            title={t('report.guessPlace')}
            why={t('why.place')}
            best={data.place}
            policy={data}
            choices={where}
          />
          {level && (
            <Guesses
              title={t('report.guessLevel')}
              why={t('why.level')}
              best={level}
              policy={data}
              choices={levels}
            />
          )}
          {!data.isCompared && <p className="quiet">{t('report.notCompared')}</p>}
          {data.duplicates.length > 0 && (
            <section className="assist-duplicates">
              <h3>{t('report.duplicates')}</h3>
              <DuplicateLinks
                duplicates={data.duplicates.slice(0, DUPLICATES_MAX)}
                target="_blank"
                beside={({ number }, at) => {
                  const one = joins[at];
                  if (!one) return null;
                  const label = t(one.isOwn ? 'report.join' : 'report.mergeInto');
                  return (
                    <Button
                      size="small"
                      disabled={join?.isBusy ?? true}
                      aria-label={`${label} ${number}`}
                      onClick={one.take}
                    >
                      {label}
                      {one.keyName && <KeyCap name={one.keyName} />}
                    </Button>
                  );
                }}
              />
            </section>
          )}
          <p className="quiet assist-keys">{t('report.altKeys')}</p>
        </>
      )}
    </aside>
  );
}

/**
 * Fills what the machine is sure of, only where the person has said nothing, and never again what was taken
 * back. What was filled follows a better guess while the words grow.
 */
function useFilling(
  draft: Draft,
  set: Props['set'],
  data: z.infer<typeof PreviewAnswer> | undefined,
  places: readonly NamedPlace[],
): void {
  const latest = useRef({ draft, places });
  latest.current = { draft, places };
  useEffect(() => {
    if (!data) return;
    const { draft: now, places: named } = latest.current;
    const { item, place } = data;
    const isSure = (guess: { confidence: number }) => stanceOf(guess.confidence, data) === 'act';
    const change: { -readonly [K in keyof Draft]?: Draft[K] } = {
      suggestedItems: item?.candidates.map((one) => one.code) ?? [],
    };
    const itemIsFree = now.itemCode === null || now.itemCode === now.filledItem;
    if (item && itemIsFree && isSure(item) && !now.declined.includes(item.value))
      Object.assign(change, { itemCode: item.value, filledItem: item.value });
    const best = named[0];
    const placeIsFree =
      (now.placeName === '' && now.point === null) || now.placeName === now.filledPlace;
    if (best && placeIsFree && isSure(place) && !now.declined.includes(best.name))
      Object.assign(change, { ...placeChange(best), filledPlace: best.name });
    set(change);
    // Only a new answer fills; typing in the fields does not. The tree of places may come later than it.
  }, [data, places.length > 0]);
}

/** Alt and a digit or letter, wherever the focus stands; by the key's place, since Alt changes what it types. */
function useChoiceKeys(choices: readonly Choice[]): void {
  const latest = useRef(choices);
  latest.current = choices;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      const name = /^(?:Digit|Numpad)([1-9])$|^Key([A-Z])$/.exec(event.code)?.slice(1).join('');
      const choice = latest.current.find((one) => one.keyName === `${KEY}${name}`);
      if (name === undefined || !choice) return;
      event.preventDefault();
      choice.take();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function placeChange({ place, name }: NamedPlace): Partial<Draft> {
  const { townId, villageId, gridId, lng6, lat6 } = place;
  return {
    placeName: name,
    townId,
    villageId,
    gridId,
    point: lng6 === null || lat6 === null ? null : { lng6, lat6 },
  };
}
