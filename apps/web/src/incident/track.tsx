// The public page of a receipt code: how far it is, what was said, and whether the record still stands.
// No sign-in, no names; made for a phone first.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Radio } from 'antd';
import { useState, type FormEvent } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { ReceiptVerb, TrackCheck, TrackView } from '#modules/incident/contract.ts';
import type { z } from 'zod';
import { checkHead, doByReceipt, trackQuery } from '../api/incidents.ts';
import { messageOf, ProblemError, serverNow } from '../api/request.ts';
import { counted } from '../look/full.ts';
import { Mark } from '../look/icons.tsx';
import { Waiting } from '../look/states.tsx';
import { StatusWord } from '../look/tags.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { useText } from '../text/language.tsx';
import { Stages } from './stages.tsx';

export default function TrackPage() {
  const { t, language, choose } = useText();
  const { code } = useParams();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(code ?? '');
  const { data, error, isFetching } = useQuery({
    ...trackQuery(code ?? ''),
    enabled: code !== undefined,
  });
  const find = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = typed.trim();
    if (wanted) void navigate(`/t/${encodeURIComponent(wanted)}`);
  };
  return (
    <main className="track">
      <header className="track-head">
        <Mark size={32} />
        <strong>{t('app.name')}</strong>
        <span className="top-gap" />
        <Button
          type="text"
          onClick={() => choose(language === 'zh' ? 'en' : 'zh')}
          lang={language === 'zh' ? 'en' : 'zh-CN'}
        >
          {language === 'zh' ? t('lang.en') : t('lang.zh')}
        </Button>
      </header>
      <h1>{t('track.title')}</h1>
      {(!data || error) && (
        <form className="card" onSubmit={find}>
          <div className="field">
            <label htmlFor="code">{t('track.code')}</label>
            <Input
              id="code"
              size="large"
              autoComplete="off"
              autoCapitalize="characters"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              aria-describedby="code-hint"
            />
            <span id="code-hint" className="quiet">
              {t('track.hint')}
            </span>
          </div>
          {error && (
            <Alert
              type="warning"
              showIcon
              title={
                error instanceof ProblemError && error.status === 404
                  ? t('track.unknown')
                  : messageOf(error)
              }
            />
          )}
          <Button type="primary" size="large" htmlType="submit" block loading={isFetching}>
            {t('track.find')}
          </Button>
        </form>
      )}
      {isFetching && !data && <Waiting rows={3} />}
      {data && !error && (
        <>
          <Progress track={data} />
          <Say track={data} code={code ?? ''} />
          <Check track={data} code={code ?? ''} />
          <Button type="link" onClick={() => void navigate('/t')}>
            {t('track.other')}
          </Button>
        </>
      )}
    </main>
  );
}

function Progress({ track }: { track: TrackView }) {
  const { t, language } = useText();
  const now = serverNow();
  return (
    <>
      <section className="card">
        <p className="track-line">
          <StatusWord status={track.status} outcome={track.outcome} />
          <span className="quiet">{track.number}</span>
        </p>
        <h2 className="track-title">{track.title}</h2>
        {track.goesOnAs && <p className="quiet">{t('track.goesOn', { number: track.goesOnAs })}</p>}
        <dl className="facts">
          {track.place && (
            <div>
              <dt>{t('track.place')}</dt>
              <dd>{track.place}</dd>
            </div>
          )}
          {track.holder && (
            <div>
              <dt>{t('track.holder')}</dt>
              <dd>{track.holder}</dd>
            </div>
          )}
        </dl>
        <p className="quiet" title={exactTime(language, track.updatedAt)}>
          {t('track.updated', { at: clockTime(t, language, track.updatedAt, now) })}
        </p>
      </section>
      <section className="card" aria-labelledby="track-progress">
        <h2 id="track-progress">{t('track.progress')}</h2>
        <Stages stages={track.stages} />
      </section>
    </>
  );
}

/** What the holder of the code may do: each asks for little, and says at once what came of it. */
function Say({ track, code }: { track: TrackView; code: string }) {
  const { t } = useText();
  const client = useQueryClient();
  const [verb, setVerb] = useState<ReceiptVerb | null>(null);
  const [note, setNote] = useState('');
  const [satisfied, setSatisfied] = useState<boolean | null>(null);
  const said = useMutation({
    mutationFn: (chosen: ReceiptVerb) =>
      doByReceipt(code, chosen, {
        ...(note.trim() ? { note: note.trim() } : {}),
        ...(chosen === 'rate' && satisfied !== null ? { satisfied } : {}),
      }),
    onSuccess(after) {
      client.setQueryData(trackQuery(code).queryKey, after);
      setVerb(null);
      setNote('');
      setSatisfied(null);
    },
  });
  if (track.verbs.length === 0) return null;
  const open = verb !== null && track.verbs.includes(verb) ? verb : null;
  const isReady =
    open === 'rate'
      ? satisfied !== null && (satisfied || note.trim() !== '')
      : open === 'urge' || open === 'withdraw' || note.trim() !== '';
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (open && isReady) said.mutate(open);
  };
  return (
    <section className="card" aria-labelledby="track-say">
      <h2 id="track-say">{t('track.say')}</h2>
      <div className="track-verbs">
        {track.verbs.map((one) => (
          <Button
            key={one}
            size="large"
            type={one === open ? 'primary' : 'default'}
            aria-pressed={one === open}
            onClick={() => {
              said.reset();
              setVerb(one === open ? null : one);
            }}
          >
            {t(`track.verb.${one}`)}
          </Button>
        ))}
      </div>
      {open && (
        <form onSubmit={send}>
          <p className="quiet">{t(`track.about.${open}`)}</p>
          {open === 'rate' && (
            <Radio.Group
              size="large"
              optionType="button"
              buttonStyle="solid"
              value={satisfied}
              onChange={(event) => setSatisfied(event.target.value as boolean)}
              options={[
                { value: true, label: t('value.satisfied') },
                { value: false, label: t('value.notSatisfied') },
              ]}
              aria-label={t('field.satisfied')}
            />
          )}
          <div className="field">
            <label htmlFor="say-note">
              {t(open === 'rate' && satisfied === false ? 'track.whyNot' : 'track.words')}
            </label>
            <Input.TextArea
              id="say-note"
              autoSize={{ minRows: 3, maxRows: 10 }}
              {...counted(note, 2000)}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          </div>
          <Button
            type="primary"
            size="large"
            htmlType="submit"
            block
            disabled={!isReady}
            loading={said.isPending}
          >
            {t('track.send')}
          </Button>
        </form>
      )}
      <div aria-live="polite">
        {said.isError && <Alert type="warning" showIcon title={messageOf(said.error)} />}
        {said.isSuccess && !open && <Alert type="success" showIcon title={t('track.thanks')} />}
      </div>
    </section>
  );
}

function Check({ track, code }: { track: TrackView; code: string }) {
  const { t, language } = useText();
  const [hash, setHash] = useState('');
  const [answer, setAnswer] = useState<z.infer<typeof TrackCheck> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const check = (event: FormEvent): void => {
    event.preventDefault();
    setProblem(null);
    setAnswer(null);
    checkHead(code, hash.trim().toLowerCase()).then(setAnswer, (error: unknown) =>
      setProblem(messageOf(error)),
    );
  };
  return (
    <section className="card" aria-labelledby="track-check">
      <h2 id="track-check">{t('track.check')}</h2>
      <p className="quiet">{t('track.checkHint')}</p>
      <div className="field">
        <span>{t('track.head')}</span>
        <code className="secret">{track.headHash}</code>
      </div>
      <form onSubmit={check}>
        <div className="field">
          <label htmlFor="hash">{t('track.hash')}</label>
          <Input
            id="hash"
            autoComplete="off"
            value={hash}
            onChange={(event) => setHash(event.target.value)}
          />
        </div>
        <Button htmlType="submit" disabled={hash.trim() === ''}>
          {t('track.checkDo')}
        </Button>
      </form>
      <div aria-live="polite">
        {answer?.known && answer.at !== null && (
          <Alert
            type="success"
            showIcon
            title={t('track.known', { at: exactTime(language, answer.at), seq: answer.seq ?? 0 })}
          />
        )}
        {answer && !answer.known && <Alert type="warning" showIcon title={t('track.notKnown')} />}
        {problem && <Alert type="warning" showIcon title={problem} />}
      </div>
    </section>
  );
}
