// What decisions need to know of a county beside the incident: catalogue versions, calendars, units,
// places. Loaded once and kept while fresh, because every verb needs it and it changes a few times a year.
import type { Catalog } from '#modules/catalog/index.ts';
import type { Calendars } from '#modules/deadline/index.ts';
import type { Clock, Instant } from '#platform/time/index.ts';
import type { Knowledge } from './decide.ts';
import { officesOf, type Office } from './offices.ts';

/** Read ports onto the lower modules; `apps` or a test gives them. */
export type KnowledgePorts = Readonly<{
  /** Every published catalogue version of the county, the one in force last. */
  catalogs: (countyId: number) => Promise<readonly Catalog[]>;
  calendars: (countyId: number) => Promise<Calendars>;
  /** The units that may receive orders. */
  units: (countyId: number) => Promise<readonly Office[]>;
  places: (countyId: number) => Promise<Knowledge['placeOf']>;
  zone: (countyId: number) => Promise<string>;
  /** The hour of the county's newest seal (`sealedUntil` of this module). */
  sealedUntil?: (countyId: number) => Promise<Instant>;
}>;

export type KnowledgeStore = Readonly<{
  of: (countyId: number) => Promise<Knowledge>;
  /** After a publication: the next decision reads it anew. */
  forget: (countyId?: number) => void;
}>;

/** How long another process's publication may stay unseen. */
const FRESH_MS = 15_000;

export function knowledgeStore(ports: KnowledgePorts, clock: Clock): KnowledgeStore {
  const kept = new Map<number, { until: Instant; knowledge: Promise<Knowledge> }>();
  return {
    of(countyId) {
      const entry = kept.get(countyId);
      if (entry && entry.until > clock.now()) return entry.knowledge;
      const knowledge = load(ports, countyId);
      kept.set(countyId, { until: clock.now() + FRESH_MS, knowledge });
      // A failed load is not kept; whoever waits for it hears the failure.
      knowledge.catch(() => kept.delete(countyId));
      return knowledge;
    },
    forget(countyId) {
      if (countyId === undefined) kept.clear();
      else kept.delete(countyId);
    },
  };
}

async function load(ports: KnowledgePorts, countyId: number): Promise<Knowledge> {
  const [catalogs, calendars, units, placeOf, zone, sealedUntil] = await Promise.all([
    ports.catalogs(countyId),
    ports.calendars(countyId),
    ports.units(countyId),
    ports.places(countyId),
    ports.zone(countyId),
    ports.sealedUntil?.(countyId) ?? 0,
  ]);
  const current = catalogs.at(-1);
  if (!current) throw new Error(`county ${countyId} has no catalogue`);
  const byVersion = new Map(catalogs.map((catalog) => [catalog.id, catalog]));
  return {
    currentCatalog: current.id,
    zone,
    basis: (version) => ({ catalog: byVersion.get(version) ?? current, calendars }),
    offices: officesOf(units),
    placeOf,
    sealedUntil,
  };
}
