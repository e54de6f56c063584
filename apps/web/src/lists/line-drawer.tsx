// A line of a published list being written: the frame that all of them have.
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { Sheet } from '../look/sheet.tsx';
import { useText } from '../text/language.tsx';

/** What the schemas of the lists give back. */
type Checked<Line> =
  | { success: true; data: Line }
  | { success: false; error: { issues: readonly { path: readonly PropertyKey[] }[] } };

type Props<Line> = {
  title: string;
  checked: Checked<Line>;
  onClose: () => void;
  onKeep: (line: Line) => void;
  /** `problem` says what is wrong with a field once the writer has tried to keep the line. */
  children: (problem: (field: string) => string | null) => ReactNode;
};

export function LineDrawer<Line>({ title, checked, onClose, onKeep, children }: Props<Line>) {
  const { t } = useText();
  const [isTried, setTried] = useState(false);
  const wrong = new Set(
    isTried && !checked.success ? checked.error.issues.map((issue) => String(issue.path[0])) : [],
  );
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
              if (checked.success) onKeep(checked.data);
            }}
          >
            {t('do.confirm')}
          </Button>
        </>
      }
    >
      {children((field) => (wrong.has(field) ? t('say.required') : null))}
    </Sheet>
  );
}
