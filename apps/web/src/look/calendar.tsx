// The calendar of a desk: Ant Design's, in the language chosen. It is loaded when the first field of a day is shown.
import { DatePicker, type GetRef } from 'antd';
import { useRef, useState } from 'react';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn.js';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import { useText } from '../text/language.tsx';
import {
  TYPED_DAYS,
  TYPED_MINUTES,
  WRITTEN_DAY,
  WRITTEN_MINUTE,
  type DayFieldProps,
} from './calendar-forms.ts';
import { zoneHere } from './time.ts';

// With these the calendar asks the default zone what day it is, not the browser.
dayjs.extend(utc);
dayjs.extend(timezone);

type PickerRef = GetRef<typeof DatePicker>;

/** By then what was typed and is a day has been taken. */
const SETTLED_MS = 150;

export default function Calendar(props: DayFieldProps) {
  const { id, label, withTime = false, value, onChange, status, min, max } = props;
  const { language } = useText();
  dayjs.tz.setDefault(zoneHere());
  const forms = (withTime ? TYPED_MINUTES : TYPED_DAYS)[language];
  const shown = value === '' ? '' : dayjs(value).format(forms[0]);
  const latest = useRef(shown);
  latest.current = shown;
  const [turn, setTurn] = useState(0);
  // Words that are no day stay in the field when Tab leaves it: nobody may take them for what is held.
  const picker = useRef<PickerRef>(null);
  const putRight = (): void => {
    const input = picker.current?.nativeElement.querySelector('input');
    const isBusy =
      document.activeElement === input || document.activeElement?.closest('.ant-picker-dropdown');
    if (input && !isBusy && input.value !== latest.current) setTurn((before) => before + 1);
  };
  const written = withTime ? WRITTEN_MINUTE : WRITTEN_DAY;
  return (
    <DatePicker
      key={turn}
      ref={picker}
      {...(id === undefined ? {} : { id })}
      className="day-field"
      // Shown as the first says; the others are how people type.
      format={[...forms]}
      showTime={withTime ? { format: 'HH:mm' } : false}
      showNow={false}
      needConfirm={false}
      value={value === '' ? null : dayjs(value)}
      onChange={(at) => onChange(at === null || !at.isValid() ? '' : at.format(written))}
      onBlur={() => void setTimeout(putRight, SETTLED_MS)}
      status={status ?? ''}
      {...(min === undefined ? {} : { minDate: dayjs(min) })}
      {...(max === undefined ? {} : { maxDate: dayjs(max) })}
      aria-label={label}
    />
  );
}
