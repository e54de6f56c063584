// What an entry of the audit log is about, in the words that people know it by: identity keeps ids alone.
import type { AuditedSubject, AuditSurroundings } from '#modules/identity/index.ts';
import { incidentNumbers } from '#modules/incident/index.ts';
import type { House } from './house.ts';

export function nameSubjects({
  db,
  reference: { names },
}: Pick<House, 'db' | 'reference'>): AuditSurroundings['nameSubjects'] {
  return async (counties, subjects) => {
    const matters = subjects.filter(({ kind, id }) => kind === 'incident' && UUID.test(id));
    const numbers = await incidentNumbers(db, counties, [...new Set(matters.map(({ id }) => id))]);
    return ({ kind, id }: AuditedSubject) => {
      switch (kind) {
        case 'incident':
          return numbers.get(id);
        case 'unit':
          return names.unit(Number(id));
        case 'county':
        case 'jurisdiction':
          return names.place(Number(id));
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
