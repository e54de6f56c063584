// The bell and what rings, for the frame: asked once, shown in two places.
import { useQuery } from '@tanstack/react-query';
import { Alarm } from './alarm.tsx';
import { Bell } from './bell.tsx';
import { summaryQuery, useSummary } from './queries.ts';
import { usePushed } from './use-pushed.ts';
import './notification.css';

export function FrameBell({ enabled }: { enabled: boolean }) {
  const { data } = useSummary(enabled);
  usePushed(enabled);
  return enabled ? <Bell summary={data} /> : null;
}

export function FrameAlarm({ enabled }: { enabled: boolean }) {
  const { data } = useQuery({ ...summaryQuery, enabled });
  return enabled ? <Alarm summary={data} /> : null;
}
