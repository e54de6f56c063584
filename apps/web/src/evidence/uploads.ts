// Files on their way to the server: each with its progress, its preview and its id once it is there.
import { useCallback, useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import type { EvidenceKind } from '#modules/evidence/contract.ts';
import { addressOf, request } from '../api/request.ts';
import { rememberedLanguage, translate } from '../text/language.tsx';

/** As many as one verb or report may bring. */
export const FILES_MAX = 20;

export type UploadedFile = Readonly<{
  key: string;
  file: File;
  /** Of a picture, to be seen before the server has it. */
  preview: string | null;
  /** 0–100. */
  percent: number;
  id: string | null;
  problem: string | null;
  /** It was looked at and refused: sending it again would be refused again. */
  isRefused: boolean;
}>;

/** What the server says of the file itself; everything else may pass. */
const REFUSED: readonly number[] = [413, 415, 422];

/** As what it will count; the server looks at what is in it. */
export function kindOf({ type }: File): EvidenceKind {
  const [kind] = type.split('/');
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'document';
}

/** A file that is sent again, because its answer was lost, becomes no second piece. */
const keys = new WeakMap<File, string>();
export function keyOf(file: File): string {
  const key = keys.get(file) ?? crypto.randomUUID();
  keys.set(file, key);
  return key;
}

const Answer = z.union([
  z.object({ id: z.uuid() }),
  z
    .object({ items: z.array(z.object({ id: z.uuid() })).min(1) })
    .transform(({ items }) => ({ id: items[0]?.id ?? '' })),
]);
const Problem = z.object({ message: z.string() });

/** Sends a file that was kept until now; its id. @throws ProblemError */
export async function uploadKept({ key, file }: { key: string; file: File }): Promise<string> {
  const body = new FormData();
  body.append('file', file, file.name);
  const { id } = await request(Answer, '/evidence', { method: 'POST', body, idempotencyKey: key });
  return id;
}

export function useUploads() {
  const [files, setFiles] = useState<readonly UploadedFile[]>([]);
  const running = useRef(new Map<string, XMLHttpRequest>());

  const patch = useCallback((key: string, change: Partial<UploadedFile>) => {
    setFiles((now) => now.map((file) => (file.key === key ? { ...file, ...change } : file)));
  }, []);

  const add = useCallback(
    (chosen: readonly File[]) => {
      const added = chosen.slice(0, FILES_MAX).map((file): UploadedFile => ({
        key: crypto.randomUUID(),
        file,
        preview: kindOf(file) === 'image' ? URL.createObjectURL(file) : null,
        percent: 0,
        id: null,
        problem: null,
        isRefused: false,
      }));
      setFiles((now) => [...now, ...added].slice(0, FILES_MAX));
      for (const { key, file } of added) {
        // fetch cannot tell how far an upload is; XMLHttpRequest can.
        const sending = new XMLHttpRequest();
        running.current.set(key, sending);
        sending.upload.onprogress = (event) =>
          event.lengthComputable &&
          patch(key, { percent: Math.round((event.loaded / event.total) * 99) });
        sending.onload = () => {
          const body = parse(sending.responseText);
          const answer = Answer.safeParse(body);
          if (sending.status < 300 && answer.success)
            return patch(key, { id: answer.data.id, percent: 100 });
          const told = Problem.safeParse(body);
          patch(key, {
            isRefused: REFUSED.includes(sending.status),
            problem: told.success
              ? told.data.message
              : translate(rememberedLanguage(), 'problem.failed'),
          });
        };
        sending.onerror = () =>
          patch(key, { problem: translate(rememberedLanguage(), 'problem.unreachable') });
        sending.open('POST', addressOf('/evidence'));
        sending.setRequestHeader('idempotency-key', keyOf(file));
        sending.setRequestHeader('x-maplebridge', '1');
        const form = new FormData();
        form.append('file', file, file.name);
        sending.send(form);
      }
    },
    [patch],
  );

  const remove = useCallback((key: string) => {
    running.current.get(key)?.abort();
    setFiles((now) => {
      const gone = now.find((file) => file.key === key);
      if (gone?.preview) URL.revokeObjectURL(gone.preview);
      return now.filter((file) => file.key !== key);
    });
  }, []);

  const clear = useCallback(() => setFiles([]), []);
  useEffect(() => {
    const requests = running.current;
    return () => {
      for (const sending of requests.values()) if (sending.readyState < 4) sending.abort();
    };
  }, []);

  return {
    files,
    add,
    remove,
    clear,
    ids: files.flatMap((file) => file.id ?? []),
    isSending: files.some((file) => file.id === null && file.problem === null),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
