// One of a few, all of them in sight.
import { Radio } from 'antd';

type Props<Value> = {
  /** Of its label. */
  id: string;
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (chosen: Value) => void;
};

export function ChoiceField<Value extends string | number | null>(props: Props<Value>) {
  const { id, label, value, options, onChange } = props;
  return (
    <div className="field">
      <span id={id}>{label}</span>
      <Radio.Group
        optionType="button"
        aria-labelledby={id}
        value={value}
        onChange={(event) => onChange(event.target.value as Value)}
        options={options.map((each) => ({ ...each }))}
      />
    </div>
  );
}
