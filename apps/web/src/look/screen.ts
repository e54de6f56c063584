// What is asked of the screen: how wide it is (a phone, a desk, or a desk that shows list and matter side by
// side), and whether it may move.
import { useSyncExternalStore } from 'react';

export const PHONE = '(max-width: 767px)';
export const SPLIT = '(min-width: 1280px)';
/** Where a finger chooses: phones and tablets. */
export const TOUCH = '(max-width: 767px), (pointer: coarse)';
/** The person asked their device for less motion. */
export const STILL = '(prefers-reduced-motion: reduce)';

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}
