// Leaves: ends the session at the server and forgets everything that was on the screen.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { request } from '../api/request.ts';
import { leavePush } from '../notification/push.ts';
import { sessionQuery } from '../api/session.ts';

export function useSignOut(): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useCallback(() => {
    const forget = (): void => {
      queries.clear();
      sessionStorage.clear();
      queries.setQueryData(sessionQuery.queryKey, null);
      void navigate('/sign-in', { replace: true });
    };
    // While the session still says whose browser this is.
    void leavePush()
      .then(() => request(z.unknown(), '/session', { method: 'DELETE' }))
      .then(forget, forget);
  }, [queries, navigate]);
}
