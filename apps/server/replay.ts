// `npm run replay -- --county CODE --from DAY --to DAY --rules FILE`: what would have been otherwise, had these rules
// been in force. Reads the record of the period, lives it twice in memory and writes nothing; Ctrl-C stops it
// between two steps and tells what it has. Last line: one JSON object with the figures.
import { commandLine, numberSetting, textSetting } from '#platform/config/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { RECORDED_MATTERS_MAX } from '#modules/incident/index.ts';
import { DAY, dayIn, minuteIn, MINUTE, systemClock, type Instant } from '#platform/time/index.ts';
import { chosenCounty } from './chosen-county.ts';
import { orTellRefusal } from './command-refusal.ts';
import { withGivenDatabase } from './given-database.ts';
import { progressLine } from './progress-line.ts';
import { referenceStore, type ReferenceStore } from './reference.ts';
import { REFUSALS } from './refusals.ts';
import { countyWhatIf, type CountyAnswer } from './what-if.ts';
import { readRules } from './what-if-rules.ts';

/** Reading is one question after the other. */
const POOL_MAX = 2;
const STEPS = { read: '读取 reading', own: '按原规则 as it was', other: '按新规则 as asked' };
/** Groups told on the terminal; the last line has all. */
const GROUPS_SHOWN = 8;

const { config, options } = commandLine({
  county: textSetting({ flag: 'county', about: { zh: '区划代码', en: 'division code' } }),
  from: textSetting({ flag: 'from', about: { zh: '起始日，如 2026-01-01', en: 'first day' } }),
  to: textSetting({ flag: 'to', about: { zh: '截止日（含）', en: 'last day, included' } }),
  rules: textSetting({
    flag: 'rules',
    about: { zh: '规则文件（JSON）', en: 'file of rules, JSON' },
  }),
  limit: numberSetting({
    ...{ flag: 'limit', min: 1, max: RECORDED_MATTERS_MAX, fallback: RECORDED_MATTERS_MAX },
    about: { zh: '最多推演件数', en: 'matters at most' },
  }),
});

await orTellRefusal(async () => {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const rules = await readRules(options.rules ?? '');
  const connections = { poolMax: POOL_MAX, applicationName: 'replay' };
  await withGivenDatabase(config, connections, async (db) => {
    const reference = referenceStore(db);
    const county = await chosenCounty(reference, options.county);
    const began = performance.now();
    const line = progressLine();
    const answer = await countyWhatIf(
      { db, reference, clock: systemClock },
      {
        ...{ countyId: county.id, rules, limit: options.limit, signal: stop.signal },
        from: midnight(county.zone, options.from ?? ''),
        to: midnight(county.zone, options.to ?? '') + DAY,
        onProgress: (step, matters) =>
          line.show(
            STEPS[step],
            () => `${STEPS[step]}  ${matters.toLocaleString('en')} 件 matters`,
          ),
      },
    );
    line.end();
    tell(answer, reference);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    console.log(JSON.stringify({ county: county.code, name: rules.name, ...answer, seconds }));
    if (!answer.isWhole) process.exitCode = 1;
  });
}, REFUSALS);

/** When a day begins in the county; by the offset of its noon, which no clock change touches. */
function midnight(zone: string, day: string): Instant {
  const noon = Date.parse(`${day}T12:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(noon) || dayIn('UTC', noon) !== day)
    throw new Refused('what-if.no-such-day', undefined, { day });
  const shown = Date.parse(`${minuteIn(zone, noon).replace(' ', 'T')}:00Z`);
  return noon - DAY / 2 - Math.round((shown - noon) / MINUTE) * MINUTE;
}

function tell(answer: CountyAnswer, { names }: ReferenceStore): void {
  const { matters, elsewhere, lateThen, lateNow, ringsThen, ringsNow, byUnit } = answer;
  const say = (zh: string, en: string) => console.error(`${zh} ${en}`);
  if (!answer.isWhole) say('已停止，以下不完整。', 'Stopped: what follows is incomplete.');
  if (answer.cut)
    say('件数超过上限，只推演了前面的。', 'More matters than fit: the first were lived.');
  say(
    `${matters} 件：改派他处 ${elsewhere}，超期 ${lateThen} → ${lateNow}，响铃 ${ringsThen} → ${ringsNow}。`,
    `${matters} matters: elsewhere ${elsewhere}, late ${lateThen} → ${lateNow}, rung ${ringsThen} → ${ringsNow}.`,
  );
  say(
    `按原规则重放与留痕不一致 ${answer.unlikeRecord} 件，未能重放的事实 ${answer.incomplete} 件涉及。`,
    `Unlike the record under its own rules: ${answer.unlikeRecord}; with facts that could not be lived: ${answer.incomplete}.`,
  );
  for (const { why, count } of answer.refusedAnyway)
    say(
      `按原规则也未能重放 ${count} 次：`,
      `not lived under its own rules, either, ${count} times: ${why}`,
    );
  for (const { why, count } of answer.couldNotBeReplayed)
    say(`无法重放 ${count} 次：`, `could not be replayed ${count} times because ${why}`);
  for (const group of byUnit.slice(0, GROUPS_SHOWN))
    if (group.elsewhere + Math.abs(group.lateNow - group.lateThen) > 0)
      say(
        `  ${group.key === null ? '—' : (names.unit(group.key) ?? '—')}: ${group.matters} 件,`,
        `elsewhere ${group.elsewhere}, late ${group.lateThen} → ${group.lateNow} (${group.examples.join(' ')})`,
      );
}
