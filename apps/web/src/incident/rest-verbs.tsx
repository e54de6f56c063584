// What else may be done, behind one button: each verb with its key.
import { Button, Dropdown } from 'antd';
import type { Verb } from '#modules/incident/contract.ts';
import { useVerbName } from '../frame/requests.ts';
import { Icon } from '../look/icons.tsx';
import { KeyCap } from '../look/keys.tsx';
import { VERB_KEYS } from './verbs.ts';

type Props = Readonly<{
  verbs: readonly Verb[];
  label: string;
  quiet?: boolean;
  disabled: boolean;
  onChoose: (verb: Verb) => void;
}>;

export function RestVerbs({ verbs, label, quiet = false, disabled, onChoose }: Props) {
  const nameOf = useVerbName();
  if (verbs.length === 0) return null;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: verbs.map((verb) => ({
          key: verb,
          label: (
            <span className="menu-verb">
              {nameOf(verb)}
              <KeyCap name={VERB_KEYS[verb]} />
            </span>
          ),
        })),
        onClick: ({ key }) => {
          const verb = verbs.find((one) => one === key);
          if (verb) onChoose(verb);
        },
      }}
    >
      <Button
        type={quiet ? 'text' : 'default'}
        disabled={disabled}
        icon={<Icon name="more" size={16} />}
      >
        {label}
      </Button>
    </Dropdown>
  );
}
