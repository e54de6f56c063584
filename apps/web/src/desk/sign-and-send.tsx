// 受理并派遣: what it is and who goes, proposed with reasons and changeable, sent with one press as two verbs.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useCallback, useId, useMemo, useState } from 'react';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import { performMany, type Command } from '../api/incidents.ts';
import { messageOf } from '../api/request.ts';
import { ItemPicker } from '../catalog/item-picker.tsx';
import { UnitPicker, UnitsPicker } from '../dispatch/unit-picker.tsx';
import { suggestedItem } from '../incident/initial-input.ts';
import { mayWait, refreshMatters } from '../incident/perform.ts';
import { sendSoon } from '../incident/undo.tsx';
import { WhyChip, WhyList } from '../incident/why.tsx';
import { KeyCap, useKeys } from '../look/keys.tsx';
import { useText } from '../text/language.tsx';

type Order = Readonly<{
  itemCode: string;
  lead: number;
  co: readonly number[];
  route: Readonly<{ version: number; row: number }> | undefined;
}>;

type Props = { incident: IncidentDetail; busy: boolean };

/** For a reported matter both verbs, for a filed one the dispatch alone. */
export function SignAndSend({ incident, busy }: Props) {
  const { t } = useText();
  const id = useId();
  const { triage } = incident;
  const route = triage?.route ?? null;
  // One key accepts and dispatches: a guess that triage only asks about is chosen by hand first.
  const proposedItem = incident.item?.code ?? suggestedItem(incident) ?? null;
  const guess = triage?.item?.code;
  const guessed = useMemo(() => (guess === undefined ? [] : [guess]), [guess]);
  const isReported = incident.status === 'reported';
  // Until a hand has changed them, they follow what triage proposes, which may come seconds later.
  const [item, setItem] = useState<string | null | undefined>(undefined);
  const [lead, setLead] = useState<number | null | undefined>(undefined);
  const [co, setCo] = useState<readonly number[] | undefined>(undefined);
  const itemCode = item === undefined ? proposedItem : item;
  // Who is proposed was proposed for that item: another item's units are for a person to choose.
  const isRouted = !isReported || itemCode === (incident.item?.code ?? guess ?? null);
  const unit = lead === undefined ? ((isRouted ? route?.lead?.id : null) ?? null) : lead;
  const others = (co ?? (isRouted ? route?.co.map((one) => one.id) : []) ?? []).filter(
    (one) => one !== unit,
  );
  const send = useSignAndSend();
  const isReady = unit !== null && (itemCode !== null || !isReported);

  const go = (): void => {
    if (busy || unit === null || !isReady) return;
    send(incident, {
      itemCode: itemCode ?? '',
      lead: unit,
      co: others,
      route:
        isRouted && route?.lead && route.lead.id === unit
          ? { version: route.version, row: route.row }
          : undefined,
    });
  };
  const name = t(isReported ? 'desk.acceptAndDispatch' : 'verb.dispatch');
  const key = isReported ? 'a' : 'd';
  useKeys([{ key, label: name, group: 'verbs', run: go }]);
  const placeIds = [incident.grid?.id, incident.village?.id, incident.town?.id].filter(
    (one) => one !== undefined,
  );

  return (
    <section className="card desk-order" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('desk.order')}</h2>
      {isReported && (
        <div className="field">
          <label htmlFor={`${id}-item`}>
            {t('field.itemCode')}
            {triage?.item && <WhyChip guess={triage.item} title={t('why.item')} />}
          </label>
          <ItemPicker
            id={`${id}-item`}
            status={itemCode === null ? 'error' : ''}
            countyId={incident.countyId}
            suggested={guessed}
            value={itemCode}
            onChange={(code) => setItem(code)}
          />
          {!proposedItem && (
            <p className="quiet">{t(guess === undefined ? 'desk.noItem' : 'field.itemAsked')}</p>
          )}
        </div>
      )}
      <div className="field">
        <label htmlFor={`${id}-lead`}>
          {t('field.lead')}
          {route?.lead && <WhyChip guess={route} title={t('why.unit')} table={route} />}
        </label>
        <UnitPicker
          id={`${id}-lead`}
          label={t('field.lead')}
          status={unit === null ? 'error' : ''}
          countyId={incident.countyId}
          placeIds={placeIds}
          proposed={route?.lead ? [route.lead.id] : []}
          value={unit}
          onChange={(chosen) => setLead(chosen)}
        />
        {!route?.lead && <p className="quiet">{t('desk.noUnit')}</p>}
      </div>
      <div className="field">
        <label htmlFor={`${id}-co`}>
          {t('field.co')} <span className="quiet">· {t('say.optional')}</span>
        </label>
        <UnitsPicker
          id={`${id}-co`}
          label={t('field.co')}
          countyId={incident.countyId}
          placeIds={placeIds}
          proposed={route?.co.map((one) => one.id) ?? []}
          without={unit === null ? [] : [unit]}
          value={others}
          onChange={(chosen) => setCo(chosen)}
        />
      </div>
      <Button
        type="primary"
        block
        className="desk-go"
        disabled={!isReady || busy}
        onClick={go}
        aria-keyshortcuts={key}
      >
        {name}
        <KeyCap name={key} />
      </Button>
      <p className="quiet">{mayWait(incident) ? t('desk.undoable') : t('act.immediate')}</p>
    </section>
  );
}

/** Why this unit and this item, below what is pressed. */
export function WhySo({ incident }: { incident: IncidentDetail }) {
  const { t, pick } = useText();
  const { item, route } = incident.triage ?? {};
  if (!item && !route?.lead) return null;
  return (
    <section className="card desk-why">
      {route?.lead && (
        <WhyList guess={route} title={`${t('why.unit')} · ${route.lead.name}`} table={route} />
      )}
      {item && <WhyList guess={item} title={`${t('why.item')} · ${pick(item)}`} />}
    </section>
  );
}

/**
 * Both in one request, so that a page closed meanwhile sends both or neither; when only the first was taken, it
 * says so and the matter waits for dispatch.
 */
function useSignAndSend(): (incident: IncidentDetail, order: Order) => void {
  const queries = useQueryClient();
  const { message, notification } = App.useApp();
  const { t } = useText();
  return useCallback(
    (incident, { itemCode, lead, co, route }) => {
      const key = crypto.randomUUID();
      const { id, version: expectedVersion } = incident;
      const isReported = incident.status === 'reported';
      const name = t(isReported ? 'desk.acceptAndDispatch' : 'verb.dispatch');
      const input = { lead, co, ...(route ? { route } : {}) };
      const commands: Command[] = isReported
        ? [
            { id, verb: 'accept', input: { itemCode }, expectedVersion },
            { id, verb: 'dispatch', input, follows: true },
          ]
        : [{ id, verb: 'dispatch', input, expectedVersion }];
      const failed = (isAccepted: boolean, description: string): void =>
        notification.error({
          title: `${isAccepted ? t('desk.acceptedNotSent') : name} · ${incident.number}`,
          description,
          duration: 0,
        });
      const run = async (leaving: boolean): Promise<void> => {
        try {
          const { results } = await performMany(commands, key, leaving);
          const at = results.findIndex(({ ok }) => !ok);
          const wrong = results[at];
          if (wrong && !wrong.ok) failed(at > 0, wrong.problem.message);
          else void message.success(t('act.done', { verb: name }));
        } catch (error) {
          failed(false, messageOf(error));
        }
        refreshMatters(queries, [id]);
      };
      const send = (leaving: boolean): void => void run(leaving);
      if (mayWait(incident))
        sendSoon({ key, label: `${name} · ${incident.number}`, incidentIds: [incident.id], send });
      else send(false);
    },
    [queries, message, notification, t],
  );
}
