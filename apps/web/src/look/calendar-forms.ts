// What a field of a day is given, and how days and minutes are written: held, shown, and typed. In the format letters of Day.js. Pure.
import type { Language } from '../text/language.tsx';

/** What every field of a day is given. */
export type DayFieldProps = Readonly<{
  id?: string;
  /** Where no label names it. */
  label?: string;
  /** With hours and minutes. */
  withTime?: boolean;
  /** Empty while nothing is chosen. */
  value: string;
  onChange: (typed: string) => void;
  status?: 'error' | '';
  /** The first and the last that can be chosen, as `value` is written. */
  min?: string;
  max?: string;
}>;

/** As fields hold them (time.ts). */
export const WRITTEN_DAY = 'YYYY-MM-DD';
export const WRITTEN_MINUTE = 'YYYY-MM-DDTHH:mm';

/** The first is how it is shown; the others are how people type, each with and without its zeros. */
export const TYPED_DAYS: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    ...['YYYY年M月D日', 'YYYY年MM月DD日', 'YYYY-M-D', 'YYYY-MM-DD', 'YYYY/M/D', 'YYYY/MM/DD'],
    ...['YYYY.M.D', 'YYYY.MM.DD', 'YYYYMMDD'],
  ],
  en: [
    ...['D MMM YYYY', 'DD MMM YYYY', 'YYYY-M-D', 'YYYY-MM-DD', 'D/M/YYYY', 'DD/MM/YYYY'],
    ...['D.M.YYYY', 'DD.MM.YYYY'],
  ],
};
const withMinute = (days: readonly string[]): readonly string[] =>
  days.flatMap((day) => [`${day} HH:mm`, `${day} H:mm`]);
export const TYPED_MINUTES: Readonly<Record<Language, readonly string[]>> = {
  zh: withMinute(TYPED_DAYS.zh),
  en: withMinute(TYPED_DAYS.en),
};
