// What I may do with the matter, each with its letter; what waits for somebody's word.
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { IncidentDetail, Verb } from '#modules/incident/contract.ts';
import { serverNow } from '../api/request.ts';
import { useVerbName } from '../frame/requests.ts';
import { KeyCap, useKeys } from '../look/keys.tsx';
import { StatusWord } from '../look/tags.tsx';
import { clockTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { usePerform } from './perform.ts';
import { RestVerbs } from './rest-verbs.tsx';
import { ReturnedNote } from './returned.tsx';
import { useStartVerb } from './start-verb.tsx';
import { arrangeVerbs, VERB_KEYS } from './verbs.ts';
import { WhyNotDialog } from './why-not.tsx';

/** Verbs that ask for nothing are performed at once (after the five seconds of undo). */
const NO_QUESTIONS: readonly Verb[] = ['sign', 'coSign', 'arrive', 'archive'];

export function VerbBar({ incident }: { incident: IncidentDetail }) {
  const { t } = useText();
  const nameOf = useVerbName();
  const [asksWhyNot, setAsksWhyNot] = useState(false);
  const { first, next, rest } = arrangeVerbs(incident.status, incident.verbs);
  const { start, isBusy, form } = useStartVerb(incident, [...first, ...rest], NO_QUESTIONS);
  useKeys([
    {
      key: 'm',
      label: t('key.map'),
      run: () => document.querySelector('.small-map')?.scrollIntoView({ block: 'center' }),
    },
  ]);

  return (
    <div className="verbs" role="toolbar" aria-label={t('act.title')}>
      {first.length + rest.length === 0 && (
        <span className="quiet verbs-none">{t('act.none')}</span>
      )}
      {first.map((verb) => (
        <Button
          key={verb}
          type={verb === next ? 'primary' : 'default'}
          disabled={isBusy}
          onClick={() => start(verb)}
          aria-keyshortcuts={VERB_KEYS[verb]}
        >
          {nameOf(verb)}
          <KeyCap name={VERB_KEYS[verb]} />
        </Button>
      ))}
      <RestVerbs verbs={rest} label={t('do.more')} disabled={isBusy} onChoose={start} />
      <span className="top-gap" />
      <Button type="text" className="why-not-link" onClick={() => setAsksWhyNot(true)}>
        {t('act.whyNot')}
      </Button>
      {form}
      {asksWhyNot && <WhyNotDialog incident={incident} onClose={() => setAsksWhyNot(false)} />}
    </div>
  );
}

/** Confirmed is exactly what was proposed. */
function termsOf({ until, reasonCode, outcome }: NonNullable<IncidentDetail['proposed']>) {
  return {
    ...(until === undefined ? {} : { until }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

export function Banners({ incident }: { incident: IncidentDetail }) {
  const { t, language } = useText();
  const perform = usePerform();
  const { proposed, asked, mergedInto, goesOn } = incident;
  const proposedVerb = incident.verbs.find((verb) => verb === proposed?.verb);
  return (
    <>
      {proposed && (
        <Alert
          type="warning"
          showIcon
          title={
            proposed.until === undefined
              ? t('act.proposedBanner', { verb: t(`verb.${proposed.verb as Verb}`) })
              : t('act.proposedUntil', {
                  verb: t(`verb.${proposed.verb as Verb}`),
                  until: clockTime(t, language, proposed.until, serverNow()),
                })
          }
          action={
            proposedVerb && (
              <Button
                size="small"
                onClick={() => perform(incident, proposedVerb, termsOf(proposed))}
              >
                {t('act.confirmProposed', { verb: t(`verb.${proposedVerb}`) })}
              </Button>
            )
          }
        />
      )}
      {asked && (
        <Alert
          type="info"
          showIcon
          title={
            asked.until === null
              ? t('act.askedBanner', { what: t(`value.what.${asked.what as 'defer'}`) })
              : t('act.askedUntil', {
                  what: t(`value.what.${asked.what as 'defer'}`),
                  until: clockTime(t, language, asked.until, serverNow()),
                })
          }
        />
      )}
      <ReturnedNote incident={incident} />
      {mergedInto && (
        <Alert
          type="info"
          showIcon
          title={
            <>
              {mergedInto.isVisible ? (
                <Link to={`/incidents/${mergedInto.id}`}>
                  {t('incident.mergedInto', { number: mergedInto.number })}
                </Link>
              ) : (
                t('incident.mergedInto', { number: mergedInto.number })
              )}{' '}
              · <StatusWord {...(goesOn ?? mergedInto)} />
            </>
          }
        />
      )}
    </>
  );
}
