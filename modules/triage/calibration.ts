// From scores to honest confidence: a logistic curve over how strong the best item is and how far
// ahead of the second, fitted to trials whose answer is known. Pure.

/** One text whose item was known: the best two scores, and whether the best was right. */
export type Trial = Readonly<{ top: number; next: number; right: boolean }>;

export type Calibration = Readonly<{
  bias: number;
  strength: number;
  lead: number;
  trials: number;
}>;

/** With fewer trials than this a fit would be chance; a cautious curve is used instead. */
const TRIALS_MIN = 40;
const CAUTIOUS: Calibration = { bias: -4, strength: 1.1, lead: 4, trials: 0 };
const ROUNDS = 400;
const STEP = 0.5;
/** Pulls towards small numbers, so that few trials cannot make it certain. */
const RESTRAINT = 0.002;
const CONFIDENCE_MAX = 0.97;

export function calibrate(trials: readonly Trial[]): Calibration {
  if (trials.length < TRIALS_MIN) return CAUTIOUS;
  let { bias, strength, lead } = CAUTIOUS;
  for (let round = 0; round < ROUNDS; round++) {
    let [biasPull, strengthPull, leadPull] = [0, 0, 0];
    for (const trial of trials) {
      const error = (trial.right ? 1 : 0) - curve(bias, strength, lead, trial.top, trial.next);
      biasPull += error;
      strengthPull += error * strengthOf(trial.top);
      leadPull += error * leadOf(trial.top, trial.next);
    }
    bias += (STEP * biasPull) / trials.length;
    strength += STEP * (strengthPull / trials.length - RESTRAINT * strength);
    lead += STEP * (leadPull / trials.length - RESTRAINT * lead);
  }
  return { bias, strength, lead, trials: trials.length };
}

/** The chance that the best item is the right one. */
export function confidenceOf(calibration: Calibration, top: number, next: number): number {
  const { bias, strength, lead } = calibration;
  return Math.min(CONFIDENCE_MAX, curve(bias, strength, lead, top, next));
}

function curve(bias: number, strength: number, lead: number, top: number, next: number): number {
  return 1 / (1 + Math.exp(-(bias + strength * strengthOf(top) + lead * leadOf(top, next))));
}

function strengthOf(top: number): number {
  return Math.log1p(top);
}

function leadOf(top: number, next: number): number {
  return top === 0 ? 0 : (top - next) / top;
}
