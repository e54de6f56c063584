// The public page of a receipt code: how far it is, what was said, and whether the record still stands.
// No sign-in, no names; made for a phone first.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { TrackCheck, TrackView } from '#modules/incident/contract.ts';
import type { z } from 'zod';
import { checkHead, trackQuery } from '../api/incidents.ts';
import { messageOf, ProblemError, serverNow } from '../api/request.ts';
import { Icon, Mark } from '../look/icons.tsx';
import { Waiting } from '../look/states.tsx';
import { StatusWord } from '../look/tags.tsx';
import { clockTime, exactTime } from '../look/time.ts';
import { hasText, useText } from '../text/language.tsx';

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
        <ol className="timeline">
          {[...track.stages].reverse().map((stage, index) => {
            const key = `track.stage.${stage.type.replace(/^incident\./, '')}`;
            return (
              <li
                key={`${stage.type}${stage.at}`}
                className={`entry ${index === 0 ? 'entry-milestone' : ''}`}
              >
                <span className="entry-face">
                  <Icon name="check" size={16} />
                </span>
                <div className="entry-body">
                  <p className="entry-head">
                    <strong>{hasText(key) ? t(key) : t('track.stage.other')}</strong>
                    {stage.unit && <span className="quiet">{stage.unit}</span>}
                    <time
                      dateTime={new Date(stage.at).toISOString()}
                      title={exactTime(language, stage.at)}
                    >
                      {clockTime(t, language, stage.at, now)}
                    </time>
                  </p>
                  {stage.words && <blockquote className="entry-words">{stage.words}</blockquote>}
                </div>
              </li>
            );
          })}
        </ol>
      </section>
    </>
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
