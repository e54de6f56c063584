// How urgent is it? The item's own level, raised or lowered by words in the text. Pure.
import type { CatalogItem, Level } from '#modules/catalog/index.ts';
import type { LevelGuess } from './contract.ts';
import { because, type Reason } from './reasons.ts';

export const LEVEL_RULE = 'level/1';

/** A word denied just before it stands (没有人受伤) says the opposite. */
const DENIAL = /(没有|没|无|未|不是|并非)[^，。,.；;]{0,3}$/;

/** 1 is the most urgent level; a rule that raises by one turns 3 into 2. */
export function proposeLevel(
  text: string,
  item: Pick<CatalogItem, 'level' | 'levelRules'>,
): LevelGuess {
  let raise = 0;
  const reasons: Reason[] = [because('triage.level-of-item')];
  for (const rule of item.levelRules) {
    const words = rule.words.filter((word) => isSaid(text, word));
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

function isSaid(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!DENIAL.test(text.slice(Math.max(0, at - 6), at))) return true;
  return false;
}

function clampLevel(value: number): Level {
  return value <= 1 ? 1 : value === 2 ? 2 : value === 3 ? 3 : 4;
}
