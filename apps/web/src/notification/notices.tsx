// The bell and what rings, for the frame: asked once, shown in two places.
import { Alarm } from './alarm.tsx';
import { Bell } from './bell.tsx';
import { useSummary } from './queries.ts';
import './notification.css';

export function FrameBell({ enabled }: { enabled: boolean }) {
  const { data } = useSummary(enabled);
  return enabled ? <Bell summary={data} /> : null;
}

export function FrameAlarm({ enabled }: { enabled: boolean }) {
  const { data } = useSummary(enabled);
  return enabled ? <Alarm summary={data} /> : null;
}
