// The API of the import page: upload, look, try, run, follow, fetch what was not taken.
import type { FastifyRequest } from 'fastify';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  actorOf,
  reachOfActor,
  requireScope,
  roleDefinition,
  type Actor,
} from '#modules/identity/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import { Refused, type Refusal } from '#platform/errors/index.ts';
import {
  acceptOneFile,
  attachmentNamed,
  idempotencyKeyOf,
  languageOf,
  oneFile,
  oneFileRoute,
  type Routes,
} from '#platform/http/index.ts';
import * as contract from './contract.ts';
import type { ImportDesk } from './desk.ts';
import { INTAKE_SCOPE } from '../scope.ts';
import { parseMapping } from './mapping.ts';
import type { Preview } from './preview.ts';
import { reasonOf } from './rejects.ts';
import { MAX_UPLOAD_BYTES } from './desk.ts';
import { findRun, recentRuns, type ImportRun } from './store.ts';

/** Runs listed. */
const RUNS_LISTED = 50;
/** A mapping with every kind of a city's own scheme. */
const MAPPING_BODY_BYTES = 512 * 1024;

/** Who begins an import is on record: it brings in what many people said, and their names. */
export type AuditImport = (request: FastifyRequest, run: ImportRun) => Promise<void>;

export function importRoutes(desk: ImportDesk, audit: AuditImport): Routes {
  const { db } = desk;

  async function find(request: FastifyRequest, id: string): Promise<ImportRun> {
    const actor = actorOf(request);
    const run = await inTransaction(db, reachOfActor(actor), (tx) => findRun(tx, id));
    if (!run || !mayImport(actor, run.countyId)) throw new Refused('import.not-found');
    return run;
  }

  const told = (request: FastifyRequest, refusal: Refusal) => ({
    ...refusal,
    message: reasonOf(
      { row: 0, code: refusal.code, field: refusal.field ?? '', params: refusal.params ?? {} },
      languageOf(request.headers),
      desk.texts,
    ),
  });

  const statusOf = (request: FastifyRequest, run: ImportRun): contract.ImportStatus => {
    const { rowPosition, problem, rejectsBytes, ...rest } = run;
    // How fast it goes is told of a run that goes: what is over reads the same however soon it is asked for.
    const live = run.state === 'running' ? desk.liveProgress(run.id) : undefined;
    return {
      ...rest,
      read: rowPosition,
      share: live?.share ?? null,
      perSecond: live?.perSecond ?? null,
      hasRejects: rejectsBytes > 0,
      problem: problem && told(request, problem),
    };
  };

  const previewOf = (request: FastifyRequest, id: string, preview: Preview) => ({
    ...preview,
    id,
    headers: [...preview.headers],
    problems: preview.problems.map((problem) => told(request, problem)),
    rows: preview.rows.map((row) => ({
      ...row,
      rejection: row.rejection && told(request, row.rejection),
      warnings: row.warnings.map((warning) => told(request, warning)),
    })),
  });

  return async (app) => {
    await acceptOneFile(app, MAX_UPLOAD_BYTES);

    app.post(
      '/imports',
      {
        ...oneFileRoute(MAX_UPLOAD_BYTES),
        schema: {
          summary: 'Upload a file; answers with its columns and a proposed mapping',
          tags: ['imports'],
          consumes: ['multipart/form-data'],
          querystring: contract.UploadImportQuery,
          response: { 201: contract.ImportPreview },
        },
      },
      async (request, reply) => {
        requireScope(request, INTAKE_SCOPE);
        const actor = actorOf(request);
        const countyId = countyOf(actor, request.query.countyId);
        const claim = idempotencyKeyOf(request, actor.id);
        const { run, preview } = await oneFile(request, 'import.no-file', (bytes, name) =>
          desk.upload(bytes, name, countyId, actor, claim),
        );
        return reply.code(201).send(previewOf(request, run.id, preview));
      },
    );

    app.get(
      '/imports',
      {
        schema: {
          summary: 'Recent imports',
          tags: ['imports'],
          response: { 200: contract.ImportList },
        },
      },
      async (request) => {
        const actor = actorOf(request);
        const runs = await inTransaction(db, reachOfActor(actor), (tx) =>
          recentRuns(tx, RUNS_LISTED),
        );
        const visible = runs.filter((run) => mayImport(actor, run.countyId));
        return { items: visible.map((run) => statusOf(request, run)) };
      },
    );

    app.get(
      '/imports/:id',
      {
        schema: {
          summary: 'How far an import has come',
          tags: ['imports'],
          params: contract.ImportParams,
          response: { 200: contract.ImportStatus },
        },
      },
      async (request) => statusOf(request, await find(request, request.params.id)),
    );

    app.post(
      '/imports/:id/preview',
      {
        bodyLimit: MAPPING_BODY_BYTES,
        schema: {
          summary: 'The first rows as a mapping reads them',
          tags: ['imports'],
          params: contract.ImportParams,
          body: contract.PreviewImportRequest,
          response: { 200: contract.ImportPreview },
        },
      },
      async (request) => {
        const run = await find(request, request.params.id);
        return previewOf(request, run.id, await desk.preview(run, request.body.mapping));
      },
    );

    app.post(
      '/imports/:id/run',
      {
        bodyLimit: MAPPING_BODY_BYTES,
        schema: {
          summary: 'Run it, or try it without taking anything (dryRun)',
          tags: ['imports'],
          params: contract.ImportParams,
          body: contract.RunImportRequest,
          response: { 202: contract.ImportStatus },
        },
      },
      async (request, reply) => {
        requireScope(request, INTAKE_SCOPE);
        const run = await find(request, request.params.id);
        const mapping = parseMapping(request.body.mapping);
        if ('problem' in mapping)
          throw new Refused('import.mapping-file', 'mapping', { reason: mapping.problem });
        const claim = idempotencyKeyOf(request, actorOf(request).id);
        const begun = await desk.begin(run, mapping, request.body.dryRun, claim);
        await audit(request, begun);
        return reply.code(202).send(statusOf(request, begun));
      },
    );

    app.post(
      '/imports/:id/cancel',
      {
        schema: {
          summary: 'Stop after the batch under way; what was taken stays',
          tags: ['imports'],
          params: contract.ImportParams,
          response: { 202: contract.ImportStatus },
        },
      },
      async (request, reply) => {
        const run = await find(request, request.params.id);
        desk.cancel(run.id);
        return reply.code(202).send(statusOf(request, run));
      },
    );

    app.get(
      '/imports/:id/rejects',
      {
        schema: {
          summary: 'The rows that were not taken, and what is worth saying of others (CSV)',
          tags: ['imports'],
          params: contract.ImportParams,
        },
      },
      async (request, reply) => {
        const run = await find(request, request.params.id);
        const path = desk.rejectsPath(run);
        const found = await stat(path).catch(() => undefined);
        if (run.rejectsBytes === 0 || !found) throw new Refused('import.no-rejects');
        reply.headers({
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': attachmentNamed(`${run.fileName}.rejects.csv`),
        });
        return reply.send(
          createReadStream(path, { end: Math.min(run.rejectsBytes, found.size) - 1 }),
        );
      },
    );
  };
}

/** A post in the county that carries the right to import; the machine itself may always. */
function mayImport(actor: Actor, countyId: number): boolean {
  return (
    actor.kind === 'system' ||
    actor.posts.some(
      ({ role, place }) => place.countyId === countyId && roleDefinition(role).import,
    )
  );
}

function countyOf(actor: Actor, countyId: number | undefined): number {
  const own = [...new Set(actor.posts.map((post) => post.place.countyId))].filter((id) =>
    mayImport(actor, id),
  );
  if (own.length === 0) throw new Refused('import.not-allowed');
  if (countyId !== undefined) {
    if (!own.includes(countyId)) throw new Refused('import.not-allowed', 'countyId');
    return countyId;
  }
  const [only] = own;
  if (only === undefined || own.length > 1) throw new Refused('import.county-needed', 'countyId');
  return only;
}
