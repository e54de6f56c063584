// The models of a county that judge: the one in force and the one on trial, opened when they are first asked.
import { inReading, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Classifier } from '../classify.ts';
import type { ClassifiableItem } from '../lexical-model.ts';
import { DamagedModel } from '../model/encode.ts';
import type { TriagePolicy } from '../policy.ts';
import { METHOD, openModel } from './learner.ts';
import type { ShadowModel } from './shadow.ts';
import { activeModels, type ActiveModel } from './store.ts';

export type CountyModels = Readonly<{
  /** The version in force; null: the model of the house judges. */
  inForce: Readonly<{ version: number; learntUntil: Instant }> | null;
  /** The classifier of the version in force, or undefined when the house's is to be used. */
  classifier: () => Classifier | undefined;
  shadow: () => ShadowModel | undefined;
}>;

/** Reads them. Weights that cannot be opened are told, and the model of the house goes on judging. */
export async function countyModels(
  db: Db,
  countyId: number,
  items: readonly ClassifiableItem[],
  policy: TriagePolicy,
  onDamaged: (version: number, error: DamagedModel) => void,
): Promise<CountyModels> {
  const models = await inReading(db, [countyId], (tx) => activeModels(tx, countyId));
  const of = (state: ActiveModel['state']) => models.find((model) => model.state === state);
  const [inForce, onTrial] = [of('inForce'), of('shadow')];
  const open = (model: ActiveModel | undefined) =>
    once(() => {
      if (!model) return undefined;
      try {
        return openModel(model.weights, `${METHOD} v${model.version}`, items, policy);
      } catch (error) {
        if (!(error instanceof DamagedModel)) throw error;
        onDamaged(model.version, error);
        return undefined;
      }
    });
  const [classifier, shadowClassifier] = [open(inForce), open(onTrial)];
  return {
    inForce: inForce ? { version: inForce.version, learntUntil: inForce.heldOutFrom } : null,
    classifier,
    shadow() {
      const opened = shadowClassifier();
      return opened && onTrial
        ? { version: onTrial.version, classifier: opened, act: policy.thresholds.act }
        : undefined;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
