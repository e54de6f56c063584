// 突发事件信息报送: what is major is told upwards, first, as it goes on, and at its end; and calls that
// were passed on or joined, as a fact of their own.
import { facts, refuse, said, type Decide } from './action.ts';

export const declareMajor: Decide<'declareMajor'> = (_incident, input) =>
  facts({ type: 'incident.major', data: { grade: input.grade }, words: { note: input.note } });

export const reportUp: Decide<'reportUp'> = (incident, input) => {
  const { major } = incident.flags;
  if (!major) return refuse('incident.not-major');
  const isFirst = major.reports === 0;
  if (major.final || (input.stage === 'first') !== isFirst)
    return refuse('incident.report-order', 'stage');
  return facts({
    type: 'incident.reportedUp',
    data: { no: major.reports + 1, stage: input.stage, recipients: input.recipients },
    words: { text: input.text },
  });
};

export const call: Decide<'call'> = (_incident, input, context) =>
  input.startedAt > context.now
    ? refuse('incident.future', 'startedAt')
    : facts({
        type: 'incident.called',
        data: {
          how: input.how,
          party: input.party,
          startedAt: input.startedAt,
          seconds: input.seconds,
        },
        ...said({ note: input.note }),
      });
