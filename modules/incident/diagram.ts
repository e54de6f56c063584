// The state diagram of the life cycle, drawn from its table: documents show it, a test keeps them true.
import { edgeOf, STATUSES, VERB_NAMES } from './lifecycle.ts';

/** Mermaid text: one arrow per pair of statuses with the verbs that lead along it; `?` where they may. */
export function lifecycleDiagram(): string {
  const arrows = new Map<string, string[]>();
  for (const verb of VERB_NAMES) {
    const { from, to, may } = edgeOf(verb);
    const target = to ?? may;
    if (!target) continue;
    for (const source of from) {
      if (source === target) continue;
      const arrow = `${source} --> ${target}`;
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), to ? verb : `${verb}?`]);
    }
  }
  const order = (arrow: string) => STATUSES.findIndex((status) => arrow.startsWith(`${status} `));
  const lines = [...arrows]
    .sort(([a], [b]) => order(a) - order(b))
    .map(([arrow, verbs]) => `  ${arrow}: ${verbs.join(', ')}`);
  return ['stateDiagram-v2', '  [*] --> reported: report', ...lines].join('\n');
}
