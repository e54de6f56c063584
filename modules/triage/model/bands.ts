// Three bands of confidence: the machine acts, it suggests, or it asks. Where they begin is read off trials
// whose answer is known and that the model had not seen. Pure.

/** An answer to a text that the model had not seen. */
export type Trial = Readonly<{ confidence: number; right: boolean }>;

/** Confidence from which a band begins; null when the trials do not show that it may. */
export type Bands = Readonly<{ act: number | null; suggest: number | null }>;

/** What nothing has been shown of: always ask. */
export const NO_BANDS: Bands = { act: null, suggest: null };

/** Of what the machine does by itself, and of what it fills in for a person to confirm. */
export const ACT_RIGHT = 0.98;
export const SUGGEST_RIGHT = 0.75;
/** One-sided 95 %: a share seen in few trials is believed only as far as chance allows. */
const Z = 1.645;

/**
 * The lowest thresholds above which at least `ACT_RIGHT` and `SUGGEST_RIGHT` are right, by the lower end of
 * what the trials allow to believe. Few trials, or poor ones, give no band: 0 errors in 130 trials are the
 * least that lets it act.
 */
export function bandsOf(trials: readonly Trial[]): Bands {
  const falling = [...trials].sort((a, b) => b.confidence - a.confidence);
  let [right, act, suggest] = [0, null as number | null, null as number | null];
  falling.forEach((trial, at) => {
    if (trial.right) right++;
    // Trials of equal confidence are in the band together or not at all.
    if (falling[at + 1]?.confidence === trial.confidence) return;
    const believed = lowerShare(right, at + 1);
    if (believed >= ACT_RIGHT) act = trial.confidence;
    if (believed >= SUGGEST_RIGHT) suggest = trial.confidence;
  });
  return { act, suggest };
}

/** The band of an answer. */
export function bandOf(bands: Bands, confidence: number): 'act' | 'suggest' | 'ask' {
  if (bands.act !== null && confidence >= bands.act) return 'act';
  return bands.suggest !== null && confidence >= bands.suggest ? 'suggest' : 'ask';
}

/** A confidence moved so that a model's own bands begin where those of the policy do; order is kept. */
export function onScale(
  confidence: number,
  bands: Bands,
  { act, suggest }: Readonly<{ act: number; suggest: number }>,
): number {
  const points: readonly (readonly [number, number])[] = [
    [0, 0],
    ...(bands.suggest === null ? [] : [[bands.suggest, suggest] as const]),
    ...(bands.act === null ? [] : [[bands.act, act] as const]),
    [1, bands.act !== null ? 1 : below(bands.suggest !== null ? act : suggest)],
  ];
  for (let at = 1; at < points.length; at++) {
    const [[fromX, fromY], [toX, toY]] = [points[at - 1] ?? [0, 0], points[at] ?? [1, 1]];
    if (confidence >= toX && at < points.length - 1) continue;
    const share = toX === fromX ? 0 : (confidence - fromX) / (toX - fromX);
    return Math.floor((fromY + share * (toY - fromY)) * 1000) / 1000;
  }
  return 0;
}
/** A band that nothing has been shown of is not reached. */
export const below = (threshold: number) => threshold - 0.001;

/**
 * The largest share of texts, taken in the order of falling confidence, of which at least that share is
 * right. Measures a model; bands are set more carefully.
 */
export function coverageAt(trials: readonly Trial[], rightShare: number): number {
  const falling = [...trials].sort((a, b) => b.confidence - a.confidence);
  let [right, covered] = [0, 0];
  falling.forEach((trial, at) => {
    if (trial.right) right++;
    if (falling[at + 1]?.confidence === trial.confidence) return;
    if (right >= rightShare * (at + 1)) covered = at + 1;
  });
  return falling.length === 0 ? 0 : covered / falling.length;
}

/** Wilson's lower bound of a share. */
export function lowerShare(right: number, all: number): number {
  if (all === 0) return 0;
  const share = right / all;
  const slack = (Z * Z) / all;
  const spread = Z * Math.sqrt((share * (1 - share) + slack / 4) / all);
  // Where none is right the two cancel but for the last digit.
  return Math.max(0, (share + slack / 2 - spread) / (1 + slack));
}
