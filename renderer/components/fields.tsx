/** Fields of forms: text, a switch, one of several. Each with its name above it and what is wrong with it below. */
import { useId } from 'react';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';

interface TextFieldProps {
  readonly name: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly note?: string;
  /** Why it cannot stay so; stands in place of the note. */
  readonly wrong?: string | undefined;
  readonly kind?: 'text' | 'password' | 'figures';
  /** So many lines; a single one when absent. */
  readonly rows?: number;
  readonly dead?: boolean;
  readonly hint?: string;
  /** Enter in a single line; not the Enter that ends a word of an input method. */
  readonly onEnter?: () => void;
  readonly testId?: string;
}

export function TextField({ name, value, onValue, note, wrong, kind = 'text', rows, dead = false, hint, onEnter, testId }: TextFieldProps) {
  const id = useId();
  const said = wrong ?? note;
  const shared = { id, className: 'input', value, disabled: dead, autoComplete: 'off', spellCheck: false, placeholder: hint, 'aria-describedby': said === undefined ? undefined : `${id}-note`, 'aria-invalid': wrong === undefined ? undefined : true, 'data-testid': testId } as const;
  return (
    <div className="field">
      <label className="field-name" htmlFor={id}>{name}</label>
      {rows === undefined
        ? (
          <input
            {...shared} type={kind === 'password' ? 'password' : 'text'} inputMode={kind === 'figures' ? 'decimal' : undefined} onChange={(event) => onValue(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter?.();
            }}
          />
        )
        : <textarea {...shared} rows={rows} onChange={(event) => onValue(event.target.value)} />}
      {said !== undefined && <span id={`${id}-note`} className={wrong === undefined ? 'quiet' : 'field-wrong'} role={wrong === undefined ? undefined : 'alert'}>{said}</span>}
    </div>
  );
}

/** One of many, in the system's own list. */
export function Select({ name, value, options, onValue, dead = false, testId }: {
  readonly name: string; readonly value: string; readonly options: readonly { readonly value: string; readonly word: string }[]; readonly onValue: (value: string) => void; readonly dead?: boolean; readonly testId?: string;
}) {
  const id = useId();
  return (
    <div className="field">
      <label className="field-name" htmlFor={id}>{name}</label>
      <select id={id} className="input" value={value} disabled={dead} onChange={(event) => onValue(event.target.value)} data-testid={testId}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.word}</option>)}
      </select>
    </div>
  );
}

/** On or off, in words. */
export function Switch({ name, on, onChange, words, dead = false, testId }: { readonly name: string; readonly on: boolean; readonly onChange: (on: boolean) => void; readonly words: readonly [on: string, off: string]; readonly dead?: boolean; readonly testId?: string }) {
  return (
    <div className="switch">
      <span>{name}</span>
      <Button label={on ? words[0] : words[1]} icon={on ? 'tick' : 'minus'} pressed={on} dead={dead} onPress={() => onChange(!on)} {...(testId === undefined ? {} : { testId })} />
    </div>
  );
}

/** One of several, all of them to be seen. */
export function Choice<Value extends string>({ name, values, chosen, onChoose, word, note, dead = false }: {
  readonly name: string; readonly values: readonly Value[]; readonly chosen: Value; readonly onChoose: (value: Value) => void; readonly word: (value: Value) => string; readonly note?: string; readonly dead?: boolean;
}) {
  const id = useId();
  return (
    <div className="field" role="group" aria-labelledby={id}>
      <span className="field-name" id={id}>{name}</span>
      <div className="choice">{values.map((value) => <Button key={value} label={word(value)} pressed={value === chosen} dead={dead} onPress={() => onChoose(value)} testId={`choice-${value}`} />)}</div>
      {note !== undefined && <span className="quiet">{note}</span>}
    </div>
  );
}

/** Tabs of a window, at most nine, from left to right. */
export function Tabs<Name extends string>({ label, names, open, onOpen, word }: {
  readonly label: string; readonly names: readonly Name[]; readonly open: Name; readonly onOpen: (name: Name) => void; readonly word: (name: Name) => string;
}) {
  return (
    <div className="tabs" role="group" aria-label={label}>
      {names.map((name, index) => <Button key={name} label={word(name)} hotkey={`Alt+${index + 1}`} kind="quiet" size="small" pressed={name === open} onPress={() => onOpen(name)} testId={`tab-${name}`} />)}
    </div>
  );
}

/** A form's part with a title. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return <section className="form-section"><h3>{title}</h3>{children}</section>;
}
