// How urgent is it? The item's own level, raised or lowered by words in the text. Pure.
import type { CatalogItem, Level } from '#modules/catalog/index.ts';
import type { LevelGuess } from './contract.ts';
import { because, type Reason } from './reasons.ts';

export const LEVEL_RULE = 'level/2';

/** A word denied just before it stands (没有人受伤) says the opposite. */
const DENIED = /(没有|没|无|未|不是|并非)[^，。,.；;]{0,3}$/;
/** What nearly happened (差点掉进去) or is only thought of (万一着火，消防车进不来) has not happened. */
const NEARLY = /(差点|差一点|险些|几乎)[^，。,.；;]{0,4}$/;
const THOUGHT_OF = /(万一|一旦|要是|如果|假如)[^。；;！!？?]{0,12}$/;
/** What is feared (怕小孩掉进去, 容易起火), unless it is said to be so (可能着火了). */
const FEARED = /((怕|担心|担忧|容易|可能|防止|避免|以免|小心)[^，。,.；;]{0,6}|会|易)$/;
const IS_SO = /^了/;
const IN_QUESTION = /^了?的?(隐患|风险|危险|怎么办|咋办)/;
/** How far before a word it is looked for what becomes of it. */
const HEARD_BEFORE = 16;

/** 1 is the most urgent level; a rule that raises by one turns 3 into 2. */
export function proposeLevel(
  text: string,
  item: Pick<CatalogItem, 'level' | 'levelRules'>,
): LevelGuess {
  let raise = 0;
  const reasons: Reason[] = [because('triage.level-of-item')];
  for (const rule of item.levelRules) {
    const words = rule.words.filter((word) => isSaid(text, word, rule.happened));
    if (words.length === 0) continue;
    raise += rule.raise;
    reasons.push(
      because('triage.level-rule', {
        words: words.join('、'),
        why: rule.reason.zh,
        whyEn: rule.reason.en,
      }),
    );
  }
  return {
    value: clampLevel(item.level - raise),
    confidence: 0.9,
    reasons,
    rule: LEVEL_RULE,
  };
}

function isSaid(text: string, word: string, mustHaveHappened = false): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text.slice(Math.max(0, at - HEARD_BEFORE), at);
    if (DENIED.test(before)) continue;
    if (!mustHaveHappened || hasHappened(before, text.slice(at + word.length))) return true;
  }
  return false;
}

function hasHappened(before: string, after: string): boolean {
  if (NEARLY.test(before) || THOUGHT_OF.test(before) || IN_QUESTION.test(after)) return false;
  return !FEARED.test(before) || IS_SO.test(after);
}

function clampLevel(value: number): Level {
  return value <= 1 ? 1 : value === 2 ? 2 : value === 3 ? 3 : 4;
}
