import type { JSX } from 'preact';
import type { Group } from '@log-monitor/monitor-api';
import { Sparkline } from '../../chart/sparkline.js';
import { Ago } from '../../part/ago.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText, countedText } from '../../text/number-text.js';
import { cutText, visibleText } from '../../text/visible-text.js';
import { StateBadge } from './state-badge.js';

/** One problem in the list. */
export function ProblemRow({
  group,
  address,
  isOpen,
  isSelected,
  serverNow,
  onSelect,
}: {
  group: Group;
  /** Of its details. */
  address: string;
  /** Its details are open. */
  isOpen: boolean;
  isSelected: boolean;
  serverNow: number;
  onSelect: () => void;
}): JSX.Element {
  const { id, title, count, users, firstSeen, lastSeen } = group;
  return (
    <li class="problem-row" data-problem={id} data-chosen={isOpen || isSelected}>
      <label class="problem-check">
        <input
          type="checkbox"
          aria-label={`Select ${visibleText(cutText(title, 80))}`}
          checked={isSelected}
          onChange={onSelect}
        />
      </label>
      <div class="problem-what">
        <a class="problem-title" href={address} data-record={id} aria-current={isOpen ? 'true' : undefined}>
          <VisibleText text={title} limit={300} />
        </a>
        <Where group={group} />
      </div>
      <span class="problem-trend">
        <Sparkline trend={group.trend} />
      </span>
      <Figure name="errors" words="errors">
        {countText(count)}
      </Figure>
      <Figure name="users" words="users">
        {countText(users)}
      </Figure>
      <Figure name="last" words="last">
        <Ago time={lastSeen} serverNow={serverNow} />
      </Figure>
      <Figure name="first" words="first">
        <Ago time={firstSeen} serverNow={serverNow} />
      </Figure>
      <StateBadge group={group} />
    </li>
  );
}

/** A figure with its name, which is out of sight where the head of its column says it. */
function Figure({
  name,
  words,
  children,
}: {
  name: string;
  words: string;
  children: JSX.Element | string;
}): JSX.Element {
  return (
    <span class={`problem-figure problem-${name}`}>
      <span class="problem-figure-name">{words} </span>
      {children}
    </span>
  );
}

function Where({ group }: { group: Group }): JSX.Element {
  const { culprit, services, versions, assignee, notes } = group;
  return (
    <span class="problem-where">
      {culprit !== null && (
        <code>
          <VisibleText text={culprit} limit={160} />
        </code>
      )}
      <span class="problem-service">
        <Names names={services} />
      </span>
      {versions.length > 0 && <Names names={versions} />}
      {assignee !== null && (
        <span class="problem-assignee">
          <VisibleText text={assignee} limit={60} />
        </span>
      )}
      {notes > 0 && <span>{countedText(notes, 'note')}</span>}
    </span>
  );
}

const NAMES_SHOWN = 2;

/** The first names, and how many more there are. */
function Names({ names }: { names: readonly string[] }): JSX.Element {
  const more = names.length - NAMES_SHOWN;
  return (
    <span title={more > 0 ? visibleText(names.join(', ')) : undefined}>
      <VisibleText text={names.slice(0, NAMES_SHOWN).join(', ')} limit={120} />
      {more > 0 && ` +${countText(more)}`}
    </span>
  );
}
