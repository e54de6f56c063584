// `npm run bench -- NAME [--quick]`: what the project promises, measured beside a limit or a peer of the
// same run. Progress for people on stderr; the last line on stdout is one JSON object.
import { benchCalendar } from './calendar.ts';
import { benchCityYear } from './city-year.ts';
import { benchGrid } from './grid.ts';
import { benchIntake } from './intake.ts';
import { benchLifecycle } from './lifecycle.ts';
import { benchList } from './list.ts';
import { benchPreview } from './preview.ts';
import { benchTimers } from './timers.ts';
import { benchTriage } from './triage.ts';

type Bench = (options: Readonly<{ quick: boolean }>) => unknown;

const BENCHES: Readonly<Record<string, Bench>> = {
  intake: benchIntake,
  grid: benchGrid,
  list: benchList,
  lifecycle: benchLifecycle,
  timers: benchTimers,
  triage: benchTriage,
  preview: benchPreview,
  calendar: benchCalendar,
  'city-year': benchCityYear,
};

const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const quick = process.argv.includes('--quick');
const unknown = names.filter((name) => !BENCHES[name]);
if (unknown.length || names.length === 0) {
  console.error(`用法 usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--quick]`);
  process.exit(2);
}
const figures: Record<string, unknown> = {};
for (const name of names) figures[name] = await BENCHES[name]?.({ quick });
console.log(JSON.stringify(names.length === 1 ? figures[names[0] ?? ''] : figures));
