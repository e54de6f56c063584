// Why the machine thinks so: codes with the words a person is shown, in both languages. `{param}` is
// filled in by the screen. Pure.

export const TRIAGE_REASONS = {
  'triage.given': { zh: '上报时已填写', en: 'Given with the report' },
  'triage.point-in-grid': { zh: '坐标落在本网格内', en: 'The coordinates lie in this grid' },
  'triage.point-outside': { zh: '坐标不在本辖区内', en: 'The coordinates lie outside the area' },
  'triage.point-invalid': { zh: '坐标无效', en: 'The coordinates are no place on earth' },
  'triage.words-agree': {
    zh: '文中地名“{words}”与坐标一致',
    en: 'The place words “{words}” agree with the coordinates',
  },
  'triage.words-differ': {
    zh: '文中地名“{words}”与坐标不在同一乡镇',
    en: 'The place words “{words}” name another town than the coordinates',
  },
  'triage.town-named': { zh: '文中提到乡镇“{words}”', en: 'The text names the town “{words}”' },
  'triage.village-named': {
    zh: '文中提到村社“{words}”',
    en: 'The text names the village “{words}”',
  },
  'triage.place-named': { zh: '文中提到地点“{words}”', en: 'The text names the place “{words}”' },
  'triage.place-in-town': {
    zh: '“{words}”属于文中提到的乡镇',
    en: '“{words}” lies in the town that the text names',
  },
  'triage.place-number': {
    zh: '文中写明门牌“{words}”',
    en: 'The text gives the number “{words}”',
  },
  'triage.place-beside': {
    zh: '“{words}”只是参照，事发地在其“{relation}”',
    en: '“{words}” is only nearby: the matter lies “{relation}” of it',
  },
  'triage.place-ambiguous': {
    zh: '“{words}”有 {count} 处同名，需要确认',
    en: '“{words}” names {count} places; please confirm',
  },
  'triage.places-many': {
    zh: '文中提到多处地点，需要确认',
    en: 'The text names several places; please confirm',
  },
  'triage.no-place': {
    zh: '没有坐标，也没有认出地名',
    en: 'No coordinates and no known place words',
  },
  'triage.words-of-item': {
    zh: '文中有“{words}”',
    en: 'The text says “{words}”',
  },
  'triage.like-phrases': {
    zh: '与该事项的常见说法相近：“{words}”',
    en: 'Close to how people say it: “{words}”',
  },
  'triage.none-fits': {
    zh: '更像事项目录里没有的事',
    en: 'More like something that no item is for',
  },
  'triage.close-second': {
    zh: '与“{other}”难以区分',
    en: 'Hard to tell from “{otherEn}”',
  },
  'triage.mostly-new': {
    zh: '多数说法在以往上报中没有见过，需要确认',
    en: 'Most of what it says was never met in earlier reports; please confirm',
  },
  'triage.no-item-words': { zh: '没有认出事项用语', en: 'No words of any item were found' },
  'triage.level-of-item': { zh: '该事项的默认等级', en: 'The usual level of this item' },
  'triage.level-rule': {
    zh: '文中有“{words}”：{why}',
    en: 'The text says “{words}”: {whyEn}',
  },
  'triage.near': {
    zh: '相距 {meters} 米',
    en: '{meters} m apart',
  },
  'triage.same-grid': { zh: '在同一网格', en: 'In the same grid' },
  'triage.same-village': { zh: '在同一村社', en: 'In the same village' },
  'triage.same-item': { zh: '事项相同', en: 'The same item' },
  'triage.close-in-time': { zh: '相隔 {minutes} 分钟', en: '{minutes} minutes apart' },
  'triage.hours-apart': { zh: '相隔 {hours} 小时', en: '{hours} hours apart' },
  'triage.days-apart': { zh: '相隔 {days} 天', en: '{days} days apart' },
  'triage.same-names': { zh: '提到同一处地名', en: 'They name the same place' },
  'triage.like-text': { zh: '文字相似度 {percent}%', en: 'Texts are {percent}% alike' },
  'triage.same-caller': { zh: '同一来电人', en: 'The same caller' },
  'triage.room-of-town': { zh: '按所在乡镇确定指挥室', en: 'The command room of the town' },
  'triage.room-of-county': {
    zh: '乡镇未定，由县级中心受理',
    en: 'The town is unknown: the county centre receives it',
  },
} as const;

export type TriageReasonCode = keyof typeof TRIAGE_REASONS;

/** A reason as it is stored: a code and what to fill into its text. */
export type Reason = {
  code: string;
  params?: Record<string, string | number | boolean>;
};

export function because(code: TriageReasonCode, params?: Reason['params']): Reason {
  return params === undefined ? { code } : { code, params };
}
