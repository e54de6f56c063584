// All stories, in the order of their days.
import { banner } from './banner.ts';
import { elder } from './elder.ts';
import { gas } from './gas.ts';
import { hotline } from './hotline.ts';
import { ktv } from './ktv.ts';
import { quarrel } from './quarrel.ts';
import { smoke } from './smoke.ts';
import type { Story } from './story.ts';

export const STORIES: readonly Story[] = [ktv, banner, smoke, elder, gas, quarrel, hotline];

/** The house opens for all of them on this morning: accounts, catalogue and calendars are there. */
export const OPENED_AT = Date.parse('2026-01-26T08:00:00+08:00');
