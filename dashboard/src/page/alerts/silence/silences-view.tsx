import type { JSX } from 'preact';
import {
  askAlertRules,
  askAlertSettings,
  askChannels,
  askIncidents,
  askSilences,
} from '../../../api/alert-question.js';
import { useAnswer } from '../../../api/use-answer.js';
import { serverNow } from '../../../live/live-data.js';
import { alertAddress, atPlace } from '../../../navigation/alert-place.js';
import { ProblemNote } from '../../../part/problem-note.js';
import type { PageProps } from '../../page.js';
import { InForce } from './in-force.js';
import { SettingsForm } from './settings-form.js';
import { SilenceForm } from './silence-form.js';
import { SilenceTable } from './silence-table.js';

/** What keeps messages back: silences, quiet hours, and who is told when nobody acknowledges. */
export function SilencesView({
  route: { scope },
  snapshot,
  round,
  onScope,
  onChange,
}: Pick<PageProps, 'route' | 'snapshot' | 'onScope'> & { round: number; onChange: () => void }): JSX.Element {
  const silences = useAnswer(askSilences(), round);
  const incidents = useAnswer(askIncidents(), round);
  const rules = useAnswer(askAlertRules(), round);
  const settings = useAnswer(askAlertSettings());
  const channels = useAnswer(askChannels(), round);
  const now = serverNow(snapshot);
  const listed = rules.answer?.rules ?? [];
  const nameOf = (id: string): string => listed.find((rule) => rule.id === id)?.name ?? id;
  const list = { view: 'silences' };
  const saved = (): void => {
    onChange();
    onScope(atPlace(scope, list));
  };
  return (
    <>
      {scope.task === 'new' && rules.answer && (
        <SilenceForm
          key={`${scope.rule} ${scope.key}`}
          begin={{ ruleId: scope.rule, key: scope.key }}
          rules={listed}
          serverNow={() => serverNow(snapshot)}
          onSaved={saved}
          back={alertAddress(scope, list)}
        />
      )}
      {silences.answer && (
        <InForce
          {...{ nameOf, onChange }}
          silences={silences.answer}
          incidents={incidents.answer?.incidents ?? []}
          serverNow={now}
        />
      )}
      <section class="card table-card" aria-labelledby="silences-heading" data-alerts="silences">
        <div class="card-head">
          <h2 id="silences-heading">Mutes and maintenance</h2>
          <a class="button primary" href={alertAddress(scope, { ...list, task: 'new' })}>
            New silence
          </a>
        </div>
        <ProblemNote problem={silences.problem} what="The list of silences" />
        {silences.answer && (
          <SilenceTable silences={silences.answer.silences} {...{ nameOf, onChange }} serverNow={now} />
        )}
      </section>
      <ProblemNote problem={settings.problem} what="Quiet hours and escalation" />
      {settings.answer && channels.answer && (
        <SettingsForm
          settings={settings.answer}
          channels={channels.answer.channels.map(({ name }) => name)}
          onSaved={onChange}
        />
      )}
    </>
  );
}
