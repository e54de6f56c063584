// 并案 of a topic: the reports that may follow the oldest open one, each looked at by a person, then the answer
// for each of them.
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Modal } from 'antd';
import { useRef, useState } from 'react';
import { BULK_MAX } from '#modules/incident/contract.ts';
import type { TopicMember } from '#modules/topic/contract.ts';
import { performMany } from '../api/incidents.ts';
import { messageOf } from '../api/request.ts';
import { refreshMatters } from '../incident/perform.ts';
import { clockTime } from '../look/time.ts';
import { useNow } from '../look/now.ts';
import { useText } from '../text/language.tsx';

type Props = { lead: TopicMember; members: readonly TopicMember[]; onClose: () => void };

/** What became of each: null merged, otherwise why not. */
type Answers = ReadonlyMap<string, string | null>;

export function MergeDialog({ lead, members, onClose }: Props) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const queries = useQueryClient();
  // What is offered stays as it was while it is looked at.
  const [offered] = useState(() => members.slice(0, BULK_MAX));
  // Alike is not yet the same: nothing is ticked but by a person.
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [answers, setAnswers] = useState<Answers | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  /** The same choice sent again is answered again; another choice is another request. */
  const key = useRef(crypto.randomUUID());

  const choose = (ids: readonly string[], on: boolean): void => {
    key.current = crypto.randomUUID();
    setChosen((before) => {
      const next = new Set(before);
      for (const id of ids)
        if (on) next.add(id);
        else next.delete(id);
      return next;
    });
  };
  const send = async (): Promise<void> => {
    setIsSending(true);
    setProblem(null);
    const asked = offered.filter(({ id }) => chosen.has(id));
    try {
      const { results } = await performMany(
        asked.map(({ id, version }) => ({
          id,
          verb: 'merge' as const,
          input: { into: lead.id },
          expectedVersion: version,
        })),
        key.current,
      );
      setAnswers(
        new Map(
          results.map((result, at) =>
            result.ok ? [asked[at]?.id ?? '', null] : [result.id, result.problem.message],
          ),
        ),
      );
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setIsSending(false);
      refreshMatters(queries, [lead.id, ...asked.map(({ id }) => id)]);
    }
  };

  const refused = [...(answers?.values() ?? [])].filter((answer) => answer !== null).length;
  const wasRefused = ({ id }: TopicMember): number => (answers?.get(id) ? 0 : 1);
  const shown = answers
    ? offered
        .filter(({ id }) => answers.has(id))
        .sort((one, other) => wasRefused(one) - wasRefused(other))
    : offered;
  return (
    <Modal
      open
      centered
      width={640}
      className="verb-modal"
      title={t('topics.mergeTitle', { number: lead.number })}
      onCancel={onClose}
      footer={
        answers ? (
          <Button type="primary" onClick={onClose}>
            {t('do.close')}
          </Button>
        ) : (
          <div className="verb-foot">
            <Checkbox
              checked={chosen.size === offered.length}
              indeterminate={chosen.size > 0 && chosen.size < offered.length}
              onChange={({ target }) =>
                choose(
                  offered.map(({ id }) => id),
                  target.checked,
                )
              }
            >
              {t('say.all')}
            </Checkbox>
            <span className="top-gap" />
            <Button onClick={onClose}>{t('do.cancel')}</Button>
            <Button
              type="primary"
              loading={isSending}
              disabled={chosen.size === 0}
              onClick={() => void send()}
            >
              {t('topics.mergeDo', { count: chosen.size })}
            </Button>
          </div>
        )
      }
    >
      <p className="verb-subject">{lead.title}</p>
      {!answers && <p className="quiet">{t('topics.mergeHint')}</p>}
      {members.length > offered.length && (
        <p className="quiet">{t('topics.mergeMax', { count: BULK_MAX })}</p>
      )}
      {problem && <Alert type="error" showIcon title={problem} />}
      {answers && (
        <Alert
          type={refused > 0 ? 'warning' : 'success'}
          showIcon
          title={t('topics.mergeResult', { ok: answers.size - refused, refused })}
        />
      )}
      <ul className="topic-merge">
        {shown.map(({ id, number, title, reportedAt }) => {
          const words = (
            <>
              <span className="topic-merge-title">{title}</span>
              <span className="quiet">
                {number} · {clockTime(t, language, reportedAt, now)}
              </span>
            </>
          );
          const answer = answers?.get(id);
          return (
            <li key={id}>
              {answers ? (
                <>
                  {words}
                  <span className={answer === null ? 'quiet' : 'field-problem'}>
                    {answer ?? t('topics.merged')}
                  </span>
                </>
              ) : (
                <Checkbox
                  checked={chosen.has(id)}
                  disabled={isSending}
                  onChange={({ target }) => choose([id], target.checked)}
                >
                  {words}
                </Checkbox>
              )}
            </li>
          );
        })}
      </ul>
    </Modal>
  );
}
