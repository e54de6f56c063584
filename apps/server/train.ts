// `npm run train [-- --county CODE] [--weeks N] [--seed N] [--dry-run] [--data DIR]`: a model of triage from a
// county's own history, measured on weeks that it has not seen and stored as a candidate; it judges nothing until
// somebody puts it on trial and switches it on. Last line: one JSON object.
import {
  HELD_OUT_MIN,
  HELD_OUT_WEEKS,
  HELD_OUT_WEEKS_MAX,
  LEARNT_MIN,
  MODEL_REFUSALS,
  trainVersion,
  type Trained,
  type TrainStep,
} from '#modules/triage/index.ts';
import { commandLine, numberSetting, switchSetting, textSetting } from '#platform/config/index.ts';
import { chosenCounty } from './chosen-county.ts';
import { orTellRefusal } from './command-refusal.ts';
import type { House } from './house.ts';
import { openHouse } from './open-house.ts';
import { progressLine } from './progress-line.ts';

const SEED = 20_261_122;
const SEED_MAX = 2_147_483_647;
const BY = 'system:train';
/** Items told one by one: those with the most held-out reports. */
const ITEMS_TOLD = 12;
/** With fewer examples an item is hardly known. */
const FEW_EXAMPLES = 20;

const { config, options } = commandLine({
  county: textSetting({
    flag: 'county',
    about: { zh: '用哪个县的历史（行政区划代码）', en: 'county to learn from (division code)' },
  }),
  weeks: numberSetting({
    flag: 'weeks',
    ...{ min: 1, max: HELD_OUT_WEEKS_MAX, fallback: HELD_OUT_WEEKS },
    about: { zh: '留出最后几周用来测试', en: 'last weeks to hold out and measure on' },
  }),
  seed: numberSetting({
    flag: 'seed',
    ...{ min: 0, max: SEED_MAX, fallback: SEED },
    about: { zh: '随机种子', en: 'seed of its chance' },
  }),
  dryRun: switchSetting('dry-run', { zh: '只测算，不保存', en: 'measure only, store nothing' }),
});

await orTellRefusal(async () => {
  const { house, close } = await openHouse(config);
  try {
    await train(house);
  } finally {
    await close();
  }
}, MODEL_REFUSALS);

async function train(house: House): Promise<void> {
  const county = await chosenCounty(house.reference, options.county);
  const { current, models, classifier } = await house.reference.of(county.id);
  const { policy } = await house.triageKnowledge(county.id);
  const progress = tellProgress(county.nameZh);
  const trained = await trainVersion(
    {
      ...{ db: house.db, keyring: house.secrets, items: current.items, policy },
      inForce: {
        version: models.inForce?.version ?? null,
        learntUntil: models.inForce?.learntUntil ?? null,
        classifier,
      },
    },
    {
      ...{ countyId: county.id, weeks: options.weeks, seed: options.seed, by: BY },
      ...{ now: house.clock.now(), isDry: options.dryRun },
    },
    progress.show,
  );
  progress.end();
  if ('tooLittle' in trained) {
    const { learnt, heldOut } = trained;
    console.error(
      `历史太少，没有训练，也没有保存：最后 ${options.weeks} 周之前有 ${learnt} 件人工定过事项的上报（至少 ${LEARNT_MIN} 件），` +
        `最后 ${options.weeks} 周有 ${heldOut} 件（至少 ${HELD_OUT_MIN} 件）。继续使用现有模型即可。`,
    );
    console.error(
      `Too little history: nothing was trained or stored. Before the last ${options.weeks} weeks there are ${learnt} ` +
        `reports filed by a person (at least ${LEARNT_MIN}), and ${heldOut} in them (at least ${HELD_OUT_MIN}).`,
    );
    console.log(JSON.stringify({ county: county.code, ...trained, version: null }));
    return;
  }
  tell(trained, (code) => current.byCode.get(code)?.name.zh ?? code);
  const { scores, thresholds, ...figures } = trained;
  const { before, after, beforeVersion, seenByBefore } = scores;
  const { weeks, seed } = options;
  const told = { county: county.code, weeks, seed, ...figures, thresholds };
  console.log(JSON.stringify({ ...told, beforeVersion, seenByBefore, before, after }));
}

function tell(trained: Trained, nameOf: (code: string) => string): void {
  const { scores, version, isNew, bytes, isCut, thresholds } = trained;
  const { before, after, beforeVersion, seenByBefore, items } = scores;
  const name = beforeVersion === null ? '随平台发布的模型 shipped' : `第 ${beforeVersion} 版 v${beforeVersion}`; // prettier-ignore
  const lines: [string, (score: typeof before) => string][] = [
    ['准确率 accuracy', (score) => percent(score.accuracy)],
    ['各事项平均 F1 macro-F1', (score) => percent(score.macroF1)],
    ['自动采用 acted on', (score) => percent(score.acted)],
    ['其中正确 of these right', (score) => percent(score.actedRight)],
    ['供人确认 suggested', (score) => percent(score.suggested)],
  ];
  console.error(`留出 ${after.reports} 件 held out; 现用 before: ${name}`);
  for (const [label, of] of lines)
    console.error(`  ${pad(label, 28)} ${pad(of(before), 8)} → ${of(after)}`);
  console.error(`  ${pad('事项 item', 28)} F1 前 → 后，学习件数 learnt / 留出件数 held out`);
  for (const { code, learnt, heldOut, before: was, after: is } of items.slice(0, ITEMS_TOLD))
    console.error(`  ${pad(`${code} ${nameOf(code)}`, 28)} ${pad(percent(was), 8)} → ${pad(percent(is), 8)} ${learnt} / ${heldOut}`); // prettier-ignore
  const few = items.filter(({ learnt, heldOut }) => learnt < FEW_EXAMPLES && heldOut > 0).length;
  if (few > 0)
    console.error(
      `  ${few} 个事项学习样本不足 ${FEW_EXAMPLES} 件，成绩不稳 (items with few examples)`,
    );
  if (seenByBefore > 0)
    console.error(
      `  注意：现用版本学过其中 ${seenByBefore} 件，其成绩偏高 (the version before had learnt from these)`,
    );
  if (thresholds.act === null)
    console.error(
      '  没有达到自动采用的把握（≥98% 正确），只会建议 (never sure enough to act; it will only suggest)',
    );
  if (isCut) console.error('  历史很长，只用了最近的部分 (only the newest part was used)');
  console.error(
    version === null
      ? '只是测算，没有保存。Measured only; nothing was stored.'
      : isNew
        ? `已保存为第 ${version} 版（候选，${kilobytes(bytes)}），请在「模型」页先试运行，再启用。Stored as version ${version}, a candidate.`
        : `与第 ${version} 版完全相同，没有重复保存。The same as version ${version}; nothing was stored.`,
  );
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)}%`;
}
function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`;
}
/** Chinese characters are two columns wide. */
function pad(text: string, columns: number): string {
  const width = [...text].reduce((sum, one) => sum + (one > '\u2e80' ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(0, columns - width));
}

function tellProgress(county: string) {
  const line = progressLine();
  const show = (step: TrainStep): void => {
    if (step.step === 'reading')
      return line.show('读取 reading', () => `${county}：已读 ${step.reports} 件 reports read`);
    line.end();
    console.error(
      step.step === 'learning'
        ? `${county}：学习 ${step.reports} 件，其中纠正 ${step.corrections} 件，可能要几分钟… (learning; this may take minutes)`
        : `在留出的 ${step.reports} 件上测算… (measuring)`,
    );
  };
  return { show, end: line.end };
}
