// HTTP of topics: what many people write about, within the rights of whoever asks.
import { actorOf } from '#modules/identity/index.ts';
import type { Routes } from '#platform/http/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { TopicDays, TopicDetail, TopicPage, TopicParams, TopicQuery } from './contract.ts';
import { topicDetail, topicPage, type TopicReadDeps } from './queries/topics.ts';

export type TopicRoutesDeps = TopicReadDeps & Readonly<{ clock: Clock }>;

const tags = ['topic'];

export function topicRoutes(deps: TopicRoutesDeps): Routes {
  return async (app) => {
    app.get(
      '/topics',
      {
        schema: {
          summary: 'Matters that several people report, the hottest first',
          tags,
          querystring: TopicQuery,
          response: { 200: TopicPage },
        },
      },
      async (request) => topicPage(deps, actorOf(request), request.query, deps.clock.now()),
    );

    app.get(
      '/topics/:id',
      {
        schema: {
          summary: 'One topic with the reports that the asker may see',
          tags,
          params: TopicParams,
          querystring: TopicDays,
          response: { 200: TopicDetail },
        },
      },
      async (request) => {
        const { params, query } = request;
        return topicDetail(deps, actorOf(request), params.id, query.days, deps.clock.now());
      },
    );
  };
}
