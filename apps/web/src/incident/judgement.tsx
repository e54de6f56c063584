// 研判 on the page of a matter: what the machine thinks and why, in words; and one key for each choice with
// which the clerk overrules it (the verb `amend`, undoable like every other).
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { isOpen, type IncidentDetail, type Status } from '#modules/incident/contract.ts';
import { previewQuery } from '../api/preview.ts';
import { useItemName } from '../catalog/item-picker.tsx';
import { KeyCap, useKeys } from '../look/keys.tsx';
import { useText } from '../text/language.tsx';
import { candidatesOf, DuplicateLinks, Guesses, type Choice } from './guesses.tsx';
import { keepDraft, usePerform } from './perform.ts';
import { useNamedPlaces } from './place-names.ts';
import { useWaiting } from './undo.tsx';
import { VerbForm } from './verb-form.tsx';

/** Afterwards it is in somebody's hands, and a correction is a form with a reason. */
const BEFORE_DISPATCH: readonly Status[] = ['reported', 'filed'];
/** 1 to 3 lead to other pages everywhere. */
const ITEM_KEYS = ['4', '5', '6'] as const;
const PLACE_KEYS = ['7', '8'] as const;
const MERGE_KEY = '9';
/** The preview reads no more. */
const TEXT_READ_MAX = 5000;

export function Judgement({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const perform = usePerform();
  const itemName = useItemName(incident.countyId);
  const isWaiting = useWaiting().some((command) => command.incidentIds.includes(incident.id));
  const mayAmend = BEFORE_DISPATCH.includes(incident.status) && incident.verbs.includes('amend');
  const words = (incident.text ?? '').slice(0, TEXT_READ_MAX);
  const { data } = useQuery({
    ...previewQuery(incident.countyId, words, incident.source),
    enabled: mayAmend && words.trim() !== '',
  });
  const places = useNamedPlaces(incident.countyId, data?.place);

  const items = (data?.item ? candidatesOf(data.item) : [])
    .slice(0, ITEM_KEYS.length)
    .map((one, index): Choice => ({
      id: one.code,
      name: itemName(one.code) ?? t('say.unknown'),
      guess: one,
      taken: incident.item?.code === one.code,
      keyName: ITEM_KEYS[index],
      take: () => perform(incident, 'amend', { itemCode: one.code }),
    }));
  const where = places.slice(0, PLACE_KEYS.length).map((one, index): Choice => ({
    id: one.name,
    name: one.name,
    guess: { confidence: one.confidence, reasons: data?.place.reasons ?? [] },
    taken:
      incident.town?.id === one.place.townId &&
      (incident.village?.id ?? null) === one.place.villageId,
    keyName: PLACE_KEYS[index],
    take: () => perform(incident, 'amend', { place: one.place }),
  }));
  const choices = mayAmend && data ? [...items, ...where] : [];
  useKeys(
    (isWaiting ? [] : choices).flatMap((choice) =>
      choice.taken || choice.keyName === undefined
        ? []
        : [
            {
              key: choice.keyName,
              label: t('key.amendTo', { name: String(choice.name) }),
              group: 'verbs' as const,
              run: choice.take,
            },
          ],
    ),
  );
  if (!mayAmend || !data || choices.length === 0) return null;
  return (
    <section className="card judgement" aria-labelledby="matter-judgement">
      <h2 id="matter-judgement">{t('incident.judgement')}</h2>
      <div className="judgement-guesses">
        <Guesses
          title={t('report.guessItem')}
          why={t('why.item')}
          best={data.item}
          policy={data}
          choices={items}
          isBusy={isWaiting}
        />
        <Guesses
          title={t('report.guessPlace')}
          why={t('why.place')}
          best={data.place}
          policy={data}
          choices={where}
          isBusy={isWaiting}
        />
      </div>
    </section>
  );
}

/** 疑似重复: what triage found alike; each that is still open is merged into with one press, the likeliest by key. */
export function Duplicates({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const perform = usePerform();
  const [merging, setMerging] = useState(false);
  const duplicates = incident.triage?.duplicates ?? [];
  const mayMerge = incident.verbs.includes('merge');
  const first = duplicates.find(({ status }) => isOpen(status));
  const merge = (into: string): void => {
    keepDraft(incident.id, 'merge', { into });
    setMerging(true);
  };
  useKeys(
    mayMerge && first
      ? [
          {
            key: MERGE_KEY,
            label: t('key.mergeFirst'),
            group: 'verbs',
            run: () => merge(first.id),
          },
        ]
      : [],
  );
  if (duplicates.length === 0) return null;
  return (
    <section className="card" aria-labelledby="matter-duplicates">
      <h2 id="matter-duplicates">{t('incident.duplicates')}</h2>
      <DuplicateLinks
        duplicates={duplicates}
        beside={(one) =>
          mayMerge && one.status && isOpen(one.status) ? (
            <Button size="small" onClick={() => merge(one.id)}>
              {t('verb.merge')}
              <span className="sr"> {one.number}</span>
              {one.id === first?.id && <KeyCap name={MERGE_KEY} />}
            </Button>
          ) : null
        }
      />
      {merging && (
        <VerbForm
          verb="merge"
          incident={incident}
          onCancel={() => setMerging(false)}
          onSubmit={(input) => {
            perform(incident, 'merge', input);
            setMerging(false);
          }}
        />
      )}
    </section>
  );
}

/** 并入的来件: what was merged into it, to be read and taken out again. */
export function Joined({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  if (incident.joined.length === 0) return null;
  return (
    <section className="card" aria-labelledby="matter-joined">
      <h2 id="matter-joined">{t('incident.joined')}</h2>
      <ul className="alike">
        {incident.joined.map((one) => (
          <li key={one.id}>
            <Link to={`/incidents/${one.id}`}>{one.title}</Link>
            <span className="quiet">{one.number}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
