// The page beside its push worker: goes where a notification was clicked, and knows of a 收到 that was said there.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { giveUpOthersPush } from './push.ts';

export function usePushed(enabled: boolean): void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    if (!enabled || !('serviceWorker' in navigator)) return;
    void giveUpOthersPush();
    const hear = ({ data }: MessageEvent): void => {
      const said = data as { type?: unknown; path?: unknown } | null;
      if (said?.type === 'push-open' && typeof said.path === 'string') void navigate(said.path);
      if (said?.type === 'push-acknowledged')
        void queries.invalidateQueries({ queryKey: ['messages'] });
    };
    navigator.serviceWorker.addEventListener('message', hear);
    return () => navigator.serviceWorker.removeEventListener('message', hear);
  }, [enabled, queries, navigate]);
}
