// The catalogue's versions, as react-query asks for them.
import { queryOptions } from '@tanstack/react-query';
import { CatalogAnswer, PublicationList } from '#modules/catalog/contract.ts';
import { request } from '../api/request.ts';

export const publicationsQuery = (countyId: number) =>
  queryOptions({
    queryKey: ['catalog', countyId, 'publications'],
    queryFn: ({ signal }) =>
      request(PublicationList, '/catalog/publications', { query: { countyId }, signal }),
  });

/** A published version never changes. */
export const versionQuery = (countyId: number, versionId: number | undefined) =>
  queryOptions({
    queryKey: ['catalog', countyId, 'version', versionId],
    queryFn: ({ signal }) =>
      request(CatalogAnswer, '/catalog', { query: { countyId, versionId }, signal }),
    enabled: versionId !== undefined,
    staleTime: Infinity,
  });
