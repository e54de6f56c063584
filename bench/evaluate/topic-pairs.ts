// Pairs of public messages judged by a person for the fit of the model of the same matter, and the fit:
// `npm run evaluate -- duplicates-fit --messages FILE.jsonl`. Only ids stand here, no words.
// Drawn with seed 4 from the candidate pairs in five bands of likeness (40, 70, 80, 60 and 20 of them),
// read in subject and beginning, and left out where two readers might differ.
import {
  countRarity,
  FEATURES,
  featuresOf,
  fingerprintOf,
  gatherNeighbours,
  shippedSpeech,
  type Entry,
} from '#modules/triage/index.ts';
import { round, say } from '../figures.ts';
import { readMessages } from './messages.ts';
import { existing, optionsOf } from './options.ts';

const SAME = `
  264944-287458 200480-234885 242792-284147 209506-244243 213584-251844 244512-272447
  217032-272413 220711-272413 246407-251601 190802-281902 195995-244243 271517-278263
  218709-250514 190523-283482 243692-244512 272224-281348 188396-283371 217998-257671
  261103-284066 236301-280774 206355-223247 243692-258378 217032-254532 218739-289950
  244342-268920 254501-260119 190523-190802 278948-281974 238212-272361 243692-260979
  207243-244528 271517-276460 281348-281546 279070-289950 268109-281348 191001-283879
  234633-268920 268299-278263 234633-244528 231136-283482 239336-284485 255276-268109
  268300-272361 238212-255276 233759-266368 253040-283482 196264-250514 206379-250928
  243792-276854 213464-284485 360112-360113 190108-272361 244917-266531 214282-281546
  260149-268757 222209-289588 190337-251844 238212-283482 190337-260254 259788-284485
  230554-258037 225217-253040 213584-276460 268914-272122 360102-360108 244512-272224
  208182-255772 217700-281943 231136-268300 196264-268626 255507-289473 215937-245661
  258378-260979 245354-247851 260254-285897 209571-285897 218709-279070 228423-266213
  215842-284485 210107-252300 218709-258386 227607-246224 231136-243692 244335-260979
  195995-246407 244342-276460 268109-268300 228139-268757 199379-222831 238212-281546
  213584-268299 208714-222831 223247-268626 258378-259788 218709-236301 233759-360113
  214164-278948 252300-258186 199190-209506 212349-271488 258037-289950 195995-218709
  213930-253040 240929-249500 196908-249630 244342-283879 232468-270683 189950-264944
  193484-195983 268626-279070 226265-272858 190108-244335 196912-284828 269681-289729
  234952-268757 263672-266931 260979-264944 263379-285852 360100-360101 242117-247880
  246089-279595 280774-283879 190337-244243 262990-263051 284269-287532 220534-285897
  244762-265914 227671-289893 259574-268757 197442-252703 245738-271948 249300-275211
  198331-262258 198065-213773 223864-244051 200748-208943 208714-264944 255507-268299
  255008-274004 214238-254532 213464-266665 195339-282476 269681-270056 231136-253040
  218739-258386 258386-268626 248906-260204 234952-259574 248350-266429 240662-266902
  249587-257728 236798-246598 206087-230863 215805-240929 207988-253784 205277-207243
  203838-227271 218709-289588 213464-255008 246014-262380 269694-286187 201766-226576
  217988-278028 280269-282074 194879-254980 191154-196659 270086-288492 194022-252413
  242792-360105 200667-285619 241209-284050 203775-285506 209713-235177 202397-230004
  209032-269977 236959-276705 254721-276613 194946-207217 216316-266931 265159-283025
  271715-285506 230874-281884`;

const DIFFERENT = `
  206879-281831 199639-256590 191794-282693 218627-268043 191337-228825 276973-360102
  228616-281898 234837-241828 238830-248303 256460-266337 219956-284120 239650-279141
  217679-237315 239127-280205 266337-271252 279472-284171 215928-285102 207882-360101
  202909-217403 240698-269192 219876-277465 207467-266112 215458-228393 188451-283415
  241886-267337 192337-285077 212540-213178 206587-249630 221652-229389 228796-232535
  205985-222012 224355-265913 254156-284269 265577-289408 209895-274133 198967-202862
  223653-247588 280205-287507 211006-263841 237329-271889 188414-272567 203751-230389
  216751-229594 232244-280140 229388-254536 205985-209050 244098-247361 198750-264429
  213189-275110 216151-263489 188592-228616 260364-266337 235933-258907 209863-232304
  213189-264848 262348-266112 228393-247172 193337-207246 263489-284269 216788-236401
  246093-251187 206318-230191 209050-280776 191543-201016 191111-284050 252786-271488
  247982-263489 212128-228559 190754-240170 197122-230863 233836-273484 228393-258450
  238397-284269 234396-275042 271767-284269 222275-261099 189245-204594 238397-247982`;

/** Of the fit; more changes nothing. */
const ROUNDS = 6000;
const STEP = 1.2;
/** Keeps the weights small: the pairs are few. */
const SHRINK = 0.001;
const FOLDS = 5;

type Pair = Readonly<{ features: readonly number[]; same: 0 | 1 }>;

export function evaluateDuplicatesFit(args: readonly string[]) {
  const { messages: path } = optionsOf(args, ['messages']);
  const pairs = pairsOf(existing('messages', path));
  const judged = pairs.map((pair, at) => ({
    same: pair.same,
    score: scoreOf(fit(pairs.filter((_, other) => other % FOLDS !== at % FOLDS)), pair),
  }));
  const all = judged.filter(({ same }) => same).length;
  const folds = [0.5, 0.7, 0.8, 0.85, 0.9].map((from) => {
    const suggested = judged.filter(({ score }) => score >= from);
    const right = suggested.filter(({ same }) => same).length;
    return { from, precision: round(right / suggested.length, 3), recall: round(right / all, 3) };
  });
  for (const line of folds)
    say(`from ${line.from}: precision ${line.precision}, recall ${line.recall}`);
  const weights = fit(pairs).map((weight) => round(weight));
  say(FEATURES.map((name, at) => `${name} ${weights[at]}`).join(', '));
  return { pairs: pairs.length, same: all, folds, weights };
}

function pairsOf(path: string): Pair[] {
  const messages = readMessages(path);
  const rarity = countRarity(shippedSpeech());
  const prints = messages.map((message) => fingerprintOf(message, rarity));
  for (const print of prints) rarity.count(print);
  const neighbours = gatherNeighbours(rarity);
  const entries = new Map<string, Entry>();
  messages.forEach(({ id, at, user, point }, index) => {
    const print = prints[index];
    if (!print) return;
    const number = neighbours.add({ print, at, reporter: user, point, itemCode: null });
    entries.set(id, neighbours.entry(number));
  });
  return [
    [SAME, 1],
    [DIFFERENT, 0],
  ].flatMap(([list, same]) =>
    String(list)
      .trim()
      .split(/\s+/)
      .flatMap((pair) => {
        const [a, b] = pair.split('-').map((id) => entries.get(id));
        return a && b ? [{ features: featuresOf(a, b), same: same as 0 | 1 }] : [];
      }),
  );
}

/** Logistic regression by plain descent: the same weights on every machine. */
function fit(pairs: readonly Pair[]): number[] {
  const weights = FEATURES.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const slope = weights.map(() => 0);
    for (const pair of pairs) {
      const miss = scoreOf(weights, pair) - pair.same;
      pair.features.forEach((feature, at) => (slope[at] = (slope[at] ?? 0) + miss * feature));
    }
    slope.forEach((sum, at) => {
      const weight = weights[at] ?? 0;
      weights[at] = weight - STEP * (sum / pairs.length + (at === 0 ? 0 : SHRINK * weight));
    });
  }
  return weights;
}

function scoreOf(weights: readonly number[], { features }: Pair): number {
  const sum = features.reduce((total, feature, at) => total + feature * (weights[at] ?? 0), 0);
  return 1 / (1 + Math.exp(-sum));
}
