import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AlertChannel, AlertKindItem, AlertRule } from '@log-monitor/monitor-api';
import { createRule, deleteRule, replaceRule } from '../../../api/alert-question.js';
import { ActionButton } from '../../../part/action-button.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { usePause } from '../../../part/use-pause.js';
import { useSent } from '../../../part/use-sent.js';
import { errorsByField } from './field-errors.js';
import { RuleFields } from './rule-fields.js';
import { type Rule, type RuleDraft, ruleOf } from './rule-draft.js';
import { RulePreview, usePreview } from './rule-preview.js';
import { TellingFields } from './telling-fields.js';
import { useRuleDraft } from './use-rule-draft.js';

/** Long enough to type a number in. */
const PREVIEW_PAUSE_MS = 500;
/** HTTP status: somebody else has changed the rule. */
const CONFLICT = 409;

/** The form of a rule, with what it would have done. */
export function RuleEditor({
  kinds,
  rules,
  channels,
  services,
  rule,
  isNew,
  onSaved,
  onOutdated,
  back,
}: {
  kinds: readonly [AlertKindItem, ...AlertKindItem[]];
  rules: readonly Rule[];
  channels: readonly AlertChannel[];
  /** Names that are offered. */
  services: readonly string[];
  /** What the form begins with. */
  rule: AlertRule | undefined;
  /** A new one is made; `rule` is copied. */
  isNew: boolean;
  /** The id is empty when it was deleted. */
  onSaved: (id: string) => void;
  /** `rule` is wanted as it is now. */
  onOutdated: () => void;
  /** Where "Cancel" leads. */
  back: string;
}): JSX.Element {
  const { draft, setDraft, version, beginAgain } = useRuleDraft(kinds, rule, isNew);
  const kind = kinds.find(({ name }) => name === draft.kind) ?? kinds[0];
  const { isSending, problem, send, forget } = useSent();
  const [span, setSpan] = useState('24h');
  const preview = usePreview(usePause(ruleOf(draft, kind), PREVIEW_PAUSE_MS), span);
  const heading = useFocusOnOpen();
  const form = useFocusOnError(problem);
  const isLocked = !isNew && rule?.source === 'file';
  const change = (changed: Partial<RuleDraft>): void => {
    forget();
    setDraft({ ...draft, ...changed });
  };
  const fields = { draft, kind, errors: errorsByField(problem ?? preview.problem), onChange: change };
  const save = (event: Event): void => {
    event.preventDefault();
    const sent = ruleOf(draft, kind);
    const question = isNew || rule === undefined ? createRule(sent) : replaceRule(rule.id, { ...sent, version });
    send(question, ({ id }) => onSaved(id));
  };
  return (
    <section class="card" aria-labelledby="editor-heading" data-alerts="editor">
      <div class="card-head">
        <h2 id="editor-heading" ref={heading} tabIndex={-1}>
          {titleOf(rule, isNew)}
        </h2>
        {isLocked && (
          <span class="quiet">It stands in ALERT_RULES_FILE: change it there, and start the monitor again.</span>
        )}
      </div>
      <form class="form rule-form" ref={form} noValidate onSubmit={save}>
        <fieldset class="rule-fields" disabled={isLocked}>
          <RuleFields {...fields} kinds={kinds} services={services} />
        </fieldset>
        <RulePreview preview={preview} kind={kind} span={span} onSpan={setSpan} />
        <fieldset class="rule-fields" disabled={isLocked}>
          <TellingFields {...fields} channels={channels} others={rules.filter(({ id }) => isNew || id !== rule?.id)} />
        </fieldset>
        <div class="form-actions">
          {!isLocked && (
            <button type="submit" class="button primary" aria-disabled={isSending}>
              {isNew ? 'Make the rule' : 'Save'}
            </button>
          )}
          <a class="button" href={back}>
            {isLocked ? 'Back' : 'Cancel'}
          </a>
          {!isNew && !isLocked && rule && (
            <ActionButton
              label="Delete"
              confirm="Delete the rule"
              done="Deleted."
              question={deleteRule(rule.id)}
              onDone={() => onSaved('')}
            />
          )}
          <ProblemNote problem={problem} what="The rule" wanted="saved" />
          {problem?.status === CONFLICT && (
            <button
              type="button"
              class="button"
              onClick={() => {
                forget();
                beginAgain();
                onOutdated();
              }}
            >
              Load it as it is now
            </button>
          )}
        </div>
      </form>
    </section>
  );
}

function titleOf(rule: AlertRule | undefined, isNew: boolean): string {
  if (rule === undefined) return 'New rule';
  return isNew ? `A rule like ${rule.name}` : rule.name;
}

function useFocusOnOpen(): { current: HTMLHeadingElement | null } {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return heading;
}

/** After a refusal the focus is in the first field that is complained of. */
function useFocusOnError(problem: object | undefined): { current: HTMLFormElement | null } {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);
  return form;
}
