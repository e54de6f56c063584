// What an entry of the audit log is about, in the words that people know it by: identity keeps ids alone.
import type { AuditedSubject, AuditSurroundings } from '#modules/identity/index.ts';
import { incidentNumbers } from '#modules/incident/index.ts';
import type { House } from './house.ts';

export function nameSubjects({
  db,
  reference,
}: Pick<House, 'db' | 'reference'>): AuditSurroundings['nameSubjects'] {
  return async (counties, subjects) => {
    const matters = subjects.filter(({ kind, id }) => kind === 'incident' && UUID.test(id));
    const numbers = await incidentNumbers(db, counties, [...new Set(matters.map(({ id }) => id))]);
    const countyNames = new Map(
      (await reference.counties()).map(({ id, nameZh }) => [String(id), nameZh]),
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
}

/** A verb may be asked of anything; what is no id names no matter. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
