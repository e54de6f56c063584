// What a flag says to the checker, in both languages. `{param}` is filled in by the screen. Pure.

export const ANSWER_FLAGS = {
  'answer.nothing': { zh: '还没有答复内容', en: 'Nothing is answered yet' },
  'answer.demand-open': { zh: '没有回应：“{demand}”', en: 'Not taken up: “{demand}”' },
  'answer.demand-partly': { zh: '回应不充分：“{demand}”', en: 'Only touched upon: “{demand}”' },
  'answer.hollow': {
    zh: '多为空话：“{words}”',
    en: 'Mostly empty words: “{words}”',
  },
  'answer.vague': {
    zh: '没有写明做了什么、谁做的、何时、依据或结果',
    en: 'It does not say what was done, by whom, when, on what basis or with what result',
  },
  'answer.other-matter': {
    zh: '说的好像不是这件事',
    en: 'It seems to speak of something else',
  },
  'answer.scolding': { zh: '用语不当：“{words}”', en: 'Words that put people down: “{words}”' },
  'answer.late': {
    zh: '用时 {days} 个工作日，超过 {limit} 个工作日的时限',
    en: 'It took {days} working days, more than the {limit} allowed',
  },
} as const;

export type AnswerFlagCode = keyof typeof ANSWER_FLAGS;
