// What the screens look up: counties, the catalogue, phrases, units, places. It changes rarely.
import { queryOptions } from '@tanstack/react-query';
import { PlaceSearchAnswer } from '#modules/address/contract.ts';
import { CatalogAnswer, PhraseList } from '#modules/catalog/contract.ts';
import {
  CountyList,
  JurisdictionList,
  UnitList,
  type County as CountyShape,
  type Jurisdiction as JurisdictionShape,
  type Unit as UnitShape,
} from '#modules/organization/contract.ts';
import { HOUR } from '#platform/time/index.ts';
import { request } from './request.ts';

export type County = CountyShape;
export type Jurisdiction = JurisdictionShape;
export type Unit = UnitShape;

/** All units of a county fit into one answer; the picker searches in them. */
const UNITS_MAX = 1000;
const PLACES_MAX = 12;

export const countiesQuery = queryOptions({
  queryKey: ['counties'],
  queryFn: async ({ signal }) =>
    (await request(CountyList, '/organization/counties', { signal })).items,
  staleTime: HOUR,
});

export const catalogQuery = (countyId: number) =>
  queryOptions({
    queryKey: ['catalog', countyId],
    queryFn: ({ signal }) => request(CatalogAnswer, '/catalog', { query: { countyId }, signal }),
    enabled: countyId > 0,
    staleTime: HOUR,
  });

export const phrasesQuery = (countyId: number, verb: string) =>
  queryOptions({
    queryKey: ['phrases', countyId, verb],
    queryFn: ({ signal }) =>
      request(PhraseList, '/catalog/phrases', { query: { countyId, verb }, signal }),
    staleTime: HOUR,
  });

export const placesQuery = (countyId: number, text: string) =>
  queryOptions({
    queryKey: ['places', countyId, text],
    queryFn: ({ signal }) =>
      request(PlaceSearchAnswer, '/places/search', {
        query: { countyId, text, limit: PLACES_MAX },
        signal,
      }),
    enabled: text.length > 0,
    staleTime: HOUR,
  });

export const unitsQuery = (countyId: number) =>
  queryOptions({
    queryKey: ['units', countyId],
    queryFn: async ({ signal }) =>
      (
        await request(UnitList, '/organization/units', {
          query: { county: countyId, limit: UNITS_MAX },
          signal,
        })
      ).items,
    enabled: countyId > 0,
    staleTime: HOUR,
  });

/** The places right below one: a village's grids. */
export const childrenQuery = (placeId: number | null) =>
  queryOptions({
    queryKey: ['jurisdictions', 'below', placeId],
    queryFn: async ({ signal }) =>
      (
        await request(JurisdictionList, '/organization/jurisdictions', {
          query: { parent: placeId },
          signal,
        })
      ).items,
    enabled: placeId !== null,
    staleTime: HOUR,
  });

/** The county's tree down to its villages. */
export const treeQuery = (countyId: number) =>
  queryOptions({
    queryKey: ['jurisdictions', countyId],
    queryFn: async ({ signal }) =>
      (
        await request(JurisdictionList, '/organization/jurisdictions', {
          query: { county: countyId },
          signal,
        })
      ).items,
    enabled: countyId > 0,
    staleTime: HOUR,
  });
