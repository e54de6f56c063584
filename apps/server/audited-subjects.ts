// What an entry of the audit log is about, in the words that people know it by: identity keeps ids alone.
import type { AuditedSubject, AuditSurroundings } from '#modules/identity/index.ts';
import { incidentNumbers } from '#modules/incident/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { House } from './house.ts';

export function auditSurroundings({
  db,
  reference,
}: Pick<House, 'db' | 'reference'>): AuditSurroundings {
  const nameSubjects: AuditSurroundings['nameSubjects'] = async (counties, subjects, language) => {
    const matters = subjects.filter(({ kind, id }) => kind === 'incident' && UUID.test(id));
    const numbers = await incidentNumbers(db, counties, [...new Set(matters.map(({ id }) => id))]);
    const countyNames = new Map(
      (await reference.counties()).map((county) => [
        String(county.id),
        language === 'en' ? county.nameEn : county.nameZh,
      ]),
    );
    return ({ kind, id }: AuditedSubject) => {
      switch (kind) {
        case 'incident':
          return numbers.get(id);
        case 'unit':
          return reference.names.unit(Number(id));
        case 'county':
          return countyNames.get(id);
        case 'jurisdiction':
          return reference.names.place(Number(id));
        case 'triageModel':
          return id;
        default:
          return undefined;
      }
    };
  };
  // From the county itself: its log is read also while nothing of its catalogue is in force.
  const zoneOf: AuditSurroundings['zoneOf'] = async (countyId) => {
    const county = (await reference.counties()).find(({ id }) => id === countyId);
    if (!county) throw new Refused('organization.no-county', 'countyId');
    return county.zone;
  };
  return { nameSubjects, zoneOf };
}

/** A verb may be asked of anything; what is no id names no matter. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
