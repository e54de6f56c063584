/** In which a person reads: Chinese first, English on request. */
export type Language = 'zh' | 'en';
