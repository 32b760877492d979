import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupAnswer, GroupChange } from '@log-monitor/monitor-api';
import { TextField } from '../../part/text-field.js';
import { MuteForm } from './mute-form.js';
import { changing, deleting, merging } from './triage-action.js';
import type { Triage } from './use-triage.js';

type Form = 'version' | 'mute' | 'assign' | 'delete';

const FORMS = [
  { form: 'version', label: 'Resolve in …' },
  { form: 'mute', label: 'Mute …' },
  { form: 'assign', label: 'Assign …' },
  { form: 'delete', label: 'Delete …' },
] as const;

const STATES = [
  { state: 'resolved', label: 'Resolve' },
  { state: 'ignored', label: 'Ignore' },
  { state: 'open', label: 'Reopen' },
] as const;

type Chosen = Pick<GroupAnswer, 'id' | 'state' | 'regressedAt' | 'versions'>;

/**
 * What can be done about one problem, or about several at once.
 *
 * @param groups the first takes in the others when they are merged
 */
export function TriageBar({
  groups,
  triage,
  onDone,
}: {
  groups: readonly Chosen[];
  triage: Triage;
  onDone?: () => void;
}): JSX.Element {
  const [form, setForm] = useState<Form>();
  const { isWorking, run } = triage;
  const ids = groups.map(({ id }) => id);
  // Those that the problems were seen in: what a version may be like.
  const versions = [...new Set(groups.flatMap((group) => group.versions))];
  const [first, second] = ids;
  const done = (): void => {
    setForm(undefined);
    onDone?.();
  };
  const change = (wish: GroupChange): void => run(changing(ids, wish), done);
  return (
    <div class="triage">
      <div class="actions" role="group" aria-label="Actions">
        {STATES.map(({ state, label }) => (
          <button
            key={state}
            type="button"
            class="button"
            disabled={isWorking || groups.every((group) => isIn(group, state))}
            onClick={() => change({ state })}
          >
            {label}
          </button>
        ))}
        {FORMS.map(({ form: one, label }) => (
          <button
            key={one}
            type="button"
            class="button"
            aria-expanded={form === one}
            disabled={isWorking}
            onClick={() => setForm(form === one ? undefined : one)}
          >
            {label}
          </button>
        ))}
        {first !== undefined && second !== undefined && (
          <button
            type="button"
            class="button"
            disabled={isWorking}
            title="The first of them takes in the others"
            onClick={() => run(merging([first, ...ids.slice(1)]), done)}
          >
            Merge
          </button>
        )}
      </div>
      {form === 'version' && <VersionForm versions={versions} onChange={change} />}
      {form === 'mute' && <MuteForm onMute={(mutedUntil) => change({ state: 'muted', mutedUntil })} />}
      {form === 'assign' && <AssignForm onChange={change} />}
      {form === 'delete' && (
        <p class="triage-form">
          <span>Deletes the records, too. This cannot be taken back.</span>
          <button type="button" class="button danger" disabled={isWorking} onClick={() => run(deleting(ids), done)}>
            Delete for good
          </button>
        </p>
      )}
    </div>
  );
}

/** The change would change nothing. Resolved again counts from now on; reopened, a regression is taken note of. */
function isIn({ state, regressedAt }: Chosen, wanted: (typeof STATES)[number]['state']): boolean {
  return state === wanted && wanted !== 'resolved' && regressedAt === null;
}

interface FormProps {
  onChange: (change: GroupChange) => void;
}

function VersionForm({ versions, onChange }: FormProps & { versions: readonly string[] }): JSX.Element {
  const [version, setVersion] = useState('');
  return (
    <form
      class="triage-form"
      aria-label="Resolve in a version"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ state: 'resolved', resolvedInVersion: version.trim() });
      }}
    >
      <TextField
        label="Version"
        value={version}
        offered={versions}
        hint="Earlier versions may still have it."
        onInput={setVersion}
      />
      <button type="submit" class="button primary" disabled={version.trim() === ''}>
        Resolve
      </button>
    </form>
  );
}

function AssignForm({ onChange }: FormProps): JSX.Element {
  const [assignee, setAssignee] = useState('');
  return (
    <form
      class="triage-form"
      aria-label="Assign"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ assignee: assignee.trim() === '' ? null : assignee.trim() });
      }}
    >
      <TextField label="Person" value={assignee} hint="Empty: nobody." onInput={setAssignee} />
      <button type="submit" class="button primary">
        Assign
      </button>
    </form>
  );
}
