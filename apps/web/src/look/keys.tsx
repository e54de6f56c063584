// The keyboard: each screen says which keys it understands, and `?` shows all of them together.
import { Modal } from 'antd';
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { useText } from '../text/language.tsx';
import { eachKeyOnce, type KeyBinding, type KeyGroup } from './key-bindings.ts';

export type { KeyBinding, KeyGroup } from './key-bindings.ts';

const KeyContext = createContext<Set<{ bindings: readonly KeyBinding[] }> | null>(null);

export function KeyProvider({ children }: { children: ReactNode }) {
  const { t } = useText();
  const [sets] = useState(() => new Set<{ bindings: readonly KeyBinding[] }>());
  const [shown, setShown] = useState<readonly KeyBinding[] | null>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isTyping(event.target) || document.querySelector('.ant-modal-wrap:not([style*="none"])'))
        return;
      const all = [...sets].reverse().flatMap((set) => set.bindings);
      // A key that a page takes for itself is shown with what it does there.
      if (event.key === '?') return setShown(eachKeyOnce(all));
      const binding = all.find((candidate) => candidate.key === event.key);
      // Enter and the space bar belong to the focused button or link.
      if (!binding || (event.key === 'Enter' && isPressable(event.target))) return;
      event.preventDefault();
      binding.run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [sets]);

  const groups: readonly KeyGroup[] = ['verbs', 'here', 'everywhere'];
  return (
    <KeyContext value={sets}>
      {children}
      <Modal
        open={shown !== null}
        onCancel={() => setShown(null)}
        footer={null}
        title={t('key.title')}
        width={560}
      >
        <div className="keys">
          {groups.map((group) => {
            const bindings = (shown ?? []).filter((one) => (one.group ?? 'here') === group);
            if (bindings.length === 0) return null;
            return (
              <section key={group}>
                <h3>{t(`key.group.${group}`)}</h3>
                <dl>
                  {bindings.map((one) => (
                    <div key={one.key + one.label}>
                      <dt>
                        <KeyCap name={one.key} />
                      </dt>
                      <dd>{one.label}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            );
          })}
        </div>
      </Modal>
    </KeyContext>
  );
}

/** Understands these keys while the calling component is on the screen. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const sets = useContext(KeyContext);
  const set = useRef({ bindings });
  useEffect(() => {
    set.current.bindings = bindings;
  });
  useEffect(() => {
    const own = set.current;
    sets?.add(own);
    return () => void sets?.delete(own);
  }, [sets]);
}

const NAMES: Readonly<Record<string, string>> = { Enter: '↵', Escape: 'Esc', ' ': '␣' };

export function KeyCap({ name }: { name: string }) {
  const shift = name.length === 1 && name !== name.toLowerCase();
  return (
    <kbd aria-hidden="true">
      {shift ? '⇧' : ''}
      {NAMES[name] ?? name.toUpperCase()}
    </kbd>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type))
  );
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, [role=option]') !== null;
}
