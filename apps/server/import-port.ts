// What import gives its rows to: the same counter that takes every other report, with the county's own
// desk for the place and triage's first look for the figures.
import { systemActor } from '#modules/identity/index.ts';
import {
  findReports,
  receiveAll,
  titleOf,
  type Received,
  type Reporting,
} from '#modules/incident/index.ts';
import { shippedMapping } from '#modules/catalog/index.ts';
import {
  type ImportCounty,
  type ImportedReport,
  type IntakePort,
  type ItemTranslation,
} from '#modules/intake/index.ts';
import { assess, stanceOf } from '#modules/triage/index.ts';
import { toMicro } from '#platform/geo/index.ts';
import type { House } from './house.ts';

const IMPORT = systemActor('import');

type Tried =
  Pick<Extract<Received, { ok: true }>, 'ok' | 'duplicate'> | Extract<Received, { ok: false }>;

export async function importCounty(
  house: House,
  countyId: number,
): Promise<ImportCounty & { code: string }> {
  const { county } = await house.reference.of(countyId);
  const { id, zone, country, code } = county;
  return { id, zone, country, code };
}

/** How a county's own kinds of request become items, where a table of them is shipped. */
export function itemTranslation(countyCode: string): ItemTranslation | undefined {
  const mapping = shippedMapping(countyCode);
  if (!mapping) return undefined;
  const values = Object.entries(mapping.kinds).map(([kind, { item }]) => [kind, item] as const);
  return { field: mapping.field, values: Object.fromEntries(values), otherwise: mapping.otherwise };
}

export async function intakePort(house: House, countyId: number): Promise<IntakePort> {
  const desk = await house.reference.desk(countyId);
  const knowledge = await house.triageKnowledge(countyId);

  function prepare(report: ImportedReport, source: string): Reporting {
    const point = report.point && toMicro(report.point);
    const owner = point && desk.locate(point.lng6, point.lat6);
    return {
      countyId,
      divisionCode: desk.divisionCode,
      zone: desk.zone,
      actor: IMPORT,
      unitId: null,
      source: report.channel,
      sourceKey: `${source}:${report.sourceKey}`,
      title: titleOf(report.title, report.text),
      words: {
        text: report.text,
        title: report.title,
        ...(report.addressText ? { address: report.addressText } : {}),
      },
      person: {
        ...(report.reporter.name ? { name: report.reporter.name } : {}),
        ...(report.reporter.phone ? { phone: report.reporter.phone } : {}),
      },
      reporterMode: report.reporter.mode,
      reporterId: null,
      itemCode: report.itemCode ?? null,
      level: null,
      place: {
        townId: owner?.townId ?? null,
        villageId: owner?.villageId ?? null,
        gridId: owner?.gridId ?? null,
        lng6: point?.lng6 ?? null,
        lat6: point?.lat6 ?? null,
      },
      roomUnitId: owner ? (desk.roomOf(owner.townId) ?? null) : null,
      occurredAt: report.occurredAt,
      evidence: [],
      wantsReceipt: false,
    };
  }

  /** What triage will say, for the figures; it says it again, with the record, when it gets there. */
  function firstLook(reporting: Reporting) {
    const { title, text, address } = reporting.words;
    const { lng6, lat6, villageId } = reporting.place;
    const found = assess(
      {
        text: [title, text, address].filter(Boolean).join('\n'),
        point: lng6 === null || lat6 === null ? null : { lng6, lat6 },
        source: reporting.source,
        occurredAt: reporting.occurredAt,
        itemCode: reporting.itemCode,
        level: null,
        place: villageId === null ? null : reporting.place,
      },
      knowledge,
    );
    const known = (confidence: number) => stanceOf(confidence, knowledge.policy) !== 'ask';
    return {
      located: known(found.place.confidence),
      classified: found.item !== undefined && known(found.item.confidence),
    };
  }

  /** What a dry run would have taken so far, by source and key: intake knows nothing of it. */
  const tried = new Map<string, string>();

  /** What would become of each, by the comparison that intake makes. Writes nothing. */
  async function tryAll(prepared: readonly Reporting[]): Promise<readonly Tried[]> {
    const found = await findReports({ db: house.db, keyring: house.secrets }, prepared);
    return found.map(({ digest, earlier }, index): Tried => {
      const { source, sourceKey = '' } = prepared[index] ?? {};
      const key = `${source}/${sourceKey}`;
      const before = earlier ?? tried.get(key);
      if (before === undefined) tried.set(key, digest);
      return before === undefined || before === digest
        ? { ok: true, duplicate: before !== undefined }
        : { ok: false, refusal: { code: 'incident.key-reused', field: 'sourceKey' } };
    });
  }

  return async (reports, { source, dryRun }) => {
    const prepared = reports.map((report) => prepare(report, source));
    const received = dryRun
      ? await tryAll(prepared)
      : await receiveAll(house.perform, prepared, house.clock.now());
    return received.map((each, index) => {
      if (!each.ok) return { outcome: 'rejected' as const, refusal: each.refusal };
      if (each.duplicate) return { outcome: 'duplicate' as const };
      const reporting = prepared[index];
      if (!reporting) throw new Error('an answer for each report');
      return { outcome: 'accepted' as const, ...firstLook(reporting) };
    });
  };
}
