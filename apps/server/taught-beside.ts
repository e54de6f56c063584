// Classifiers learnt in another process and opened in this one. Until one is there it says nothing: whoever types
// waits for no learning.
import type { Catalog } from '#modules/catalog/index.ts';
import {
  openClassifierGently,
  SILENT_CLASSIFIER,
  type Classifier,
  type TaughtClassifier,
} from '#modules/triage/index.ts';
import type { ClassifierOf } from './reference.ts';

/** An answer that does not come is asked for again after so long: the process may have begun anew. */
const ASKED_AGAIN_MS = 15_000;

/** Versions of the catalogue whose classifiers are kept; counties seldom use more than one. */
const OPENED_MAX = 4;

/** `ask` sends the question what is to be learnt of the catalogue that this county uses. */
export function taughtBeside(ask: (countyId: number, catalogId: number) => void) {
  const opened = new Map<number, Classifier>();
  const asked = new Map<number, Readonly<{ catalog: Catalog; at: number }>>();
  const classifierOf: ClassifierOf = (catalog, countyId) => {
    const classifier = opened.get(catalog.id);
    if (classifier) return classifier;
    const before = asked.get(catalog.id);
    if (!before || performance.now() - before.at > ASKED_AGAIN_MS) {
      asked.set(catalog.id, { catalog, at: performance.now() });
      ask(countyId, catalog.id);
    }
    return SILENT_CLASSIFIER;
  };
  return {
    classifierOf,
    async taught(catalogId: number, learnt: TaughtClassifier): Promise<void> {
      const catalog = asked.get(catalogId)?.catalog;
      if (!catalog) return;
      opened.set(catalogId, await openClassifierGently(catalog.items, learnt));
      asked.delete(catalogId);
      const oldest = opened.keys().next();
      if (opened.size > OPENED_MAX && !oldest.done) opened.delete(oldest.value);
    },
  };
}
