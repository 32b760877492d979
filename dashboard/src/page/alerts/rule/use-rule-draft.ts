import { useEffect, useState } from 'preact/hooks';
import type { AlertKindItem, AlertRule } from '@log-monitor/monitor-api';
import { type RuleDraft, draftOf, newDraft } from './rule-draft.js';

type Kinds = readonly [AlertKindItem, ...AlertKindItem[]];

/**
 * What stands in the form. A list that is asked for again changes nothing of it, whatever others have saved meanwhile, unless one wants to begin again.
 *
 * @param rule what the form begins with
 * @param isNew a new one is made; `rule` is copied
 */
export function useRuleDraft(kinds: Kinds, rule: AlertRule | undefined, isNew: boolean) {
  const [draft, setDraft] = useState<RuleDraft>(() => beginOf(kinds, rule, isNew));
  const [version, setVersion] = useState(rule?.version);
  const [beginsAgain, setBeginsAgain] = useState(false);
  useEffect(() => {
    if (!beginsAgain || rule?.version === version) return;
    setDraft(beginOf(kinds, rule, isNew));
    setVersion(rule?.version);
    setBeginsAgain(false);
  }, [beginsAgain, rule?.version]);
  return {
    draft,
    setDraft,
    /** Of the rule that the form began with. */
    version,
    /** Begins with the rule as it is now, as soon as that is known. */
    beginAgain: () => setBeginsAgain(true),
  };
}

function beginOf(kinds: Kinds, rule: AlertRule | undefined, isNew: boolean): RuleDraft {
  if (rule === undefined) return newDraft(kinds.find(({ name }) => name === 'log_count') ?? kinds[0]);
  const draft = draftOf(
    rule,
    kinds.find(({ name }) => name === rule.kind),
  );
  return isNew ? { ...draft, name: `Copy of ${draft.name}` } : draft;
}
