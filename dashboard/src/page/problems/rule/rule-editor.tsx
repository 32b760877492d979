import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { GroupRule } from '@log-monitor/monitor-api';
import { createGroupRule, previewGroupRules, replaceGroupRule } from '../../../api/group-rule-question.js';
import type { Question } from '../../../api/question.js';
import type { RequestProblem } from '../../../api/request-problem.js';
import { useAnswer } from '../../../api/use-answer.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { TextField } from '../../../part/text-field.js';
import { useSent } from '../../../part/use-sent.js';
import { GroupPreview } from './group-preview.js';
import { type GroupRuleDraft, MEMBERS, inputOf, rulesWith } from './rule-draft.js';

const FINGERPRINT_HINT =
  'Errors with the same text are one problem. {type}, {code}, {culprit}, {service}, {logger}, {template}: of the error; {default}: as without rules; {1}: what the first brackets of an expression found.';

/** A rule in its form, with what it would make of the errors that are stored. */
export function RuleEditor({
  rules,
  id,
  first,
  onSaved,
  onClose,
}: {
  rules: readonly GroupRule[];
  /** Of the rule that is changed; empty: a new one. */
  id: string;
  first: GroupRuleDraft;
  onSaved: () => void;
  onClose: () => void;
}): JSX.Element {
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState<ReturnType<typeof previewGroupRules>>();
  const heading = useRef<HTMLHeadingElement>(null);
  const { isSending, problem, send, forget } = useSent();
  useEffect(() => heading.current?.focus(), []);
  const change = (changed: Partial<GroupRuleDraft>): void => {
    setDraft({ ...draft, ...changed });
    forget();
  };
  const save = (): void => send<object>(saving(id, draft), onSaved);
  const question = previewGroupRules(rulesWith(rules, id, draft));
  const isTried = JSON.stringify(tried) === JSON.stringify(question);
  return (
    <section class="card" aria-labelledby="rule-heading">
      <div class="card-head">
        <h2 id="rule-heading" ref={heading} tabIndex={-1}>
          {id === '' ? 'New rule' : 'Rule'}
        </h2>
      </div>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Fields draft={draft} wrong={wrongOf(problem)} onChange={change} />
        <ProblemNote problem={problem} what="The rule" wanted="saved" />
        <div class="form-actions">
          <button type="button" class="button" onClick={() => setTried(question)}>
            Preview
          </button>
          <button type="submit" class="button primary" disabled={isSending}>
            {id === '' ? 'Make the rule' : 'Save'}
          </button>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
        </div>
        {tried && <Preview question={tried} isOld={!isTried} />}
      </form>
    </section>
  );
}

function saving(id: string, draft: GroupRuleDraft): Question<object> {
  return id === '' ? createGroupRule(inputOf(draft)) : replaceGroupRule(id, inputOf(draft));
}

function wrongOf(problem: RequestProblem | undefined): ReadonlyMap<string, string> {
  return new Map((problem?.wrong ?? []).map(({ name, reason }) => [name, reason]));
}

function Fields({
  draft,
  wrong,
  onChange,
}: {
  draft: GroupRuleDraft;
  wrong: ReadonlyMap<string, string>;
  onChange: (changed: Partial<GroupRuleDraft>) => void;
}): JSX.Element {
  return (
    <>
      <TextField label="Name" value={draft.name} error={wrong.get('name')} onInput={(name) => onChange({ name })} />
      <fieldset class="form-group">
        <legend>Which errors</legend>
        {MEMBERS.map(({ name, label, hint }) => (
          <TextField
            key={name}
            {...{ label, hint }}
            value={draft.match[name] ?? ''}
            error={wrong.get(`match.${name}`)}
            onInput={(text) => onChange({ match: { ...draft.match, [name]: text } })}
          />
        ))}
        <p class="quiet wide">
          All that is filled in has to match. * stands for any text; between slashes stands an expression of RE2, found
          anywhere: <code>{'/timeout of (\\d+)/i'}</code>
        </p>
      </fieldset>
      <TextField
        label="Are one problem by"
        value={draft.fingerprint}
        hint={FINGERPRINT_HINT}
        error={wrong.get('fingerprint')}
        onInput={(fingerprint) => onChange({ fingerprint })}
      />
    </>
  );
}

function Preview({ question, isOld }: { question: ReturnType<typeof previewGroupRules>; isOld: boolean }): JSX.Element {
  const { answer, problem } = useAnswer(question);
  return (
    <div class="group-preview" data-old={isOld} aria-live="polite">
      <ProblemNote problem={problem} what="The preview" />
      {answer === undefined && problem === undefined && <p class="quiet">All stored errors are being looked at …</p>}
      {answer && <GroupPreview answer={answer} />}
    </div>
  );
}
