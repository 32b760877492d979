import type { ComponentChildren, JSX } from 'preact';

interface ChoiceOption<T extends string> {
  value: T;
  label: ComponentChildren;
}

/** One of a few, as a row of buttons. */
export function Choice<T extends string>({
  label,
  options,
  value,
  onChoose,
}: {
  label: string;
  options: readonly ChoiceOption<T>[];
  value: T;
  onChoose: (value: T) => void;
}): JSX.Element {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
