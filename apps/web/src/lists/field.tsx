// A labelled input with what is wrong with it.
import { useId, type ReactNode } from 'react';

type Props = { label: string; problem?: string | null; children: (id: string) => ReactNode };

export function Field({ label, problem = null, children }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
