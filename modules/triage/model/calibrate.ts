// From evidence to honest confidence: one number, the sharpness, chosen so that the chances given to held-out
// answers were the most likely ones (temperature scaling). Pure.

/** The evidence for each label, and the number of the label that was right. */
export type Scored = Readonly<{ scores: Float64Array; slot: number }>;

/** With fewer trials a fit would be chance: a cautious number instead. */
const TRIALS_MIN = 40;
const CAUTIOUS = 1;
const [LEAST, MOST] = [0.1, 100];
const STEPS = 60;

/** The sharpness with the smallest log loss, by golden section on its logarithm. */
export function fitSharpness(trials: readonly Scored[]): number {
  if (trials.length < TRIALS_MIN) return CAUTIOUS;
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(LEAST), Math.log(MOST)];
  for (let step = 0; step < STEPS; step++) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (logLoss(trials, Math.exp(left)) < logLoss(trials, Math.exp(right))) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

function logLoss(trials: readonly Scored[], sharpness: number): number {
  let loss = 0;
  for (const { scores, slot } of trials) {
    const best = Math.max(...scores);
    let sum = 0;
    for (const score of scores) sum += Math.exp((score - best) * sharpness);
    loss += Math.log(sum) - ((scores[slot] ?? 0) - best) * sharpness;
  }
  return loss / trials.length;
}
