// Every field for a day, or a day with its minute. What it holds is the county's wall time as text, `2026-11-21` or
// `2026-11-21T14:05` (time.ts turns it into an instant), so that no zone of a browser can move it.
//
// A native field speaks the browser's language, whatever was chosen here, and a desk's is small: a desk gets the
// calendar of the language chosen. A phone keeps its own wheels, in the language that its owner gave it: they fit a
// thumb, where a calendar with hours beside it is wider than the screen.
import { Input } from 'antd';
import { lazy, Suspense } from 'react';
import type { DayFieldProps } from './calendar-forms.ts';
import { TOUCH, useMedia } from './screen.ts';

const Calendar = lazy(() => import('./calendar.tsx'));

export function DayField(props: DayFieldProps) {
  const native = <NativeField {...props} />;
  if (useMedia(TOUCH)) return native;
  return (
    <Suspense fallback={native}>
      <Calendar {...props} />
    </Suspense>
  );
}

function NativeField({ id, label, withTime, value, onChange, status, min, max }: DayFieldProps) {
  return (
    <Input
      {...(id === undefined ? {} : { id })}
      type={withTime ? 'datetime-local' : 'date'}
      status={status ?? ''}
      aria-label={label}
      value={value}
      min={min}
      max={max}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
