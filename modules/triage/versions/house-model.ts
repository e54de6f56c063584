// The card of the model that ships with the house, as people read it on the page of models.
import { readFileSync } from 'node:fs';

let card: string | undefined;

/** In Markdown, Chinese first; null when it was written for another rule: old figures are worse than none. */
export function houseModelCard(rule: string): string | null {
  card ??= readFileSync(new URL('house-model.md', import.meta.url), 'utf8');
  return card.includes(`\`${rule}\``) ? card : null;
}
