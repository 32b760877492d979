import type {
  AlertDecisionAnswer,
  AlertEventsAnswer,
  AlertRulesAnswer,
  AlertStatesAnswer,
} from '@log-monitor/monitor-api';
import type { Command } from '../command-line/command.js';
import { plainText } from './plain-text.js';
import { noteCompleteness, printJson } from './print-answer.js';
import { tableLines } from './table-lines.js';

/** Answers the questions about alerts. */
export async function showAlerts(command: Command): Promise<void> {
  await QUESTIONS[command.asked.question](command);
}

const QUESTIONS = { states: showStates, rules: showRules, history: showHistory, why: showWhy };

async function showStates(command: Command): Promise<void> {
  const answer = await command.client.get<AlertStatesAnswer>('api/v1/alerts/states', {});
  if (printJson(command, answer)) return;
  const rows = answer.states.map(({ state, ruleName, key, since, windows, forWindows, told }) => [
    state,
    ruleName,
    key,
    since ?? '',
    `${windows} of ${forWindows}`,
    told ? 'yes' : 'no',
  ]);
  const out = (line: string): void => command.terminal.out(line);
  for (const line of tableLines(['STATE', 'RULE', 'KEY', 'SINCE', 'WINDOWS', 'TOLD'], rows)) out(line);
  const { undecidedSince, evaluatedThrough, evaluator } = answer;
  const through = evaluatedThrough ?? 'never';
  if (undecidedSince !== null)
    command.terminal.note(`Undecided since ${undecidedSince}: ingest is behind, or no monitor evaluates.`);
  else command.terminal.note(`Decided up to ${through} by ${evaluator ?? 'no monitor'}.`);
  noteCompleteness(command, answer);
}

async function showRules(command: Command): Promise<void> {
  const answer = await command.client.get<AlertRulesAnswer>('api/v1/alerts/rules', {});
  if (printJson(command, answer)) return;
  const rows = answer.rules.map((rule) => [
    rule.id,
    rule.name,
    rule.kind,
    rule.threshold,
    rule.severity,
    rule.enabled ? 'on' : 'off',
    rule.firing,
    rule.pending,
    rule.late,
  ]);
  const head = ['ID', 'NAME', 'KIND', 'THRESHOLD', 'SEVERITY', 'IS', 'FIRING', 'PENDING', 'LATE'];
  for (const line of tableLines(head, rows)) command.terminal.out(line);
  for (const { id, name, problem } of answer.setAside)
    command.terminal.note(plainText(`${name} (${id}) cannot be read and is not evaluated: ${problem}`));
}

async function showHistory(command: Command): Promise<void> {
  const answer = await command.client.get<AlertEventsAnswer>('api/v1/alerts/events', command.asked.parameters);
  if (printJson(command, answer)) return;
  const rows = answer.events.map(({ at, transition, severity, ruleName, key, sentence }) => [
    at,
    transition,
    severity,
    ruleName,
    key,
    sentence,
  ]);
  for (const line of tableLines(['AT', 'WHAT', 'SEVERITY', 'RULE', 'KEY', 'BECAUSE'], rows)) command.terminal.out(line);
  if (answer.nextCursor !== null) command.terminal.note(`The ${rows.length} newest are shown; --limit shows more.`);
  noteCompleteness(command, answer);
}

async function showWhy(command: Command): Promise<void> {
  const answer = await command.client.get<AlertDecisionAnswer>('api/v1/alerts/decisions', command.asked.parameters);
  if (printJson(command, answer)) return;
  const out = (line: string): void => command.terminal.out(plainText(line));
  out(`${answer.rule?.name ?? answer.ruleId}, window that ended at ${answer.minute}: ${answer.because}`);
  for (const { key, because } of answer.decisions) out(key === '' ? because : `${key}: ${because}`);
  for (const { at, transition, key, sentence } of answer.events) out(`${at} told: ${transition} ${key}: ${sentence}`);
  noteCompleteness(command, answer);
}
