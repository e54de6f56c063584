// A line of a published list being written: the frame that all of them have.
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import type { z } from 'zod';
import { Sheet } from '../look/sheet.tsx';
import { useText } from '../text/language.tsx';
import { checked } from '../text/problems.ts';

type Props<Line> = {
  title: string;
  schema: z.ZodType<Line>;
  /** What is written so far. */
  draft: unknown;
  onClose: () => void;
  onKeep: (line: Line) => void;
  /** `problem` says what is wrong with a field once the writer has tried to keep the line. */
  children: (problem: (field: string) => string | null) => ReactNode;
};

export function LineDrawer<Line>({ title, schema, draft, onClose, onKeep, children }: Props<Line>) {
  const { t, language } = useText();
  const [isTried, setTried] = useState(false);
  const line = checked(schema, draft, language);
  const problems = isTried && !line.ok ? line.problems : {};
  return (
    <Sheet
      title={title}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button
            type="primary"
            onClick={() => {
              setTried(true);
              if (line.ok) onKeep(line.value);
            }}
          >
            {t('do.confirm')}
          </Button>
        </>
      }
    >
      {children((field) => problems[field] ?? null)}
    </Sheet>
  );
}
