import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderTemplate, templateProblems } from '../../../src/alerts/message/template.js';
import { alertEvent, sample } from '../../parts/alert-events.js';

it('fills in what the event says', () => {
  const event = alertEvent({ owner: 'ops', samples: [sample({ message: 'no room' })] });
  const template =
    '{{labels.team}}/{{ owner }}: {{rule}} {{key}} {{value}}>={{threshold}}, "{{sample.message}}" {{window.from}}';
  expect(renderTemplate(template, event)).toBe(
    'shop/ops: Any CRITICAL booking 3>=1, "no room" 2026-11-28T03:11:00.000Z',
  );
  expect(renderTemplate('{{labels.absent}} {{owner}}', alertEvent())).toBe('– –');
});

it('names what it does not know, and leaves it as it is', () => {
  const template = '{{sentence}} {{nonsense}} {{constructor}} {{labels.__proto__}} {{#if x}} {{sample.constructor}}';
  expect(templateProblems(template)).toEqual([
    '{{nonsense}}',
    '{{constructor}}',
    '{{#if x}}',
    '{{sample.constructor}}',
  ]);
  expect(renderTemplate('{{constructor}} {{sample.constructor}} {{labels.constructor}}', alertEvent())).toBe(
    '{{constructor}} {{sample.constructor}} –',
  );
});

it('fills in once: braces in a value stay braces', () => {
  fc.assert(
    fc.property(fc.constantFrom('{{sentence}}', '{{', '}}', '$&', '$1', '{{owner}}'), (value) => {
      expect(renderTemplate('<{{key}}>', alertEvent({ key: value, owner: 'x' }))).toBe(`<${value}>`);
    }),
  );
});

it('reads any text as a template, and never more than its own words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 20 }), (text, word) => {
      expect(typeof renderTemplate(text, alertEvent())).toBe('string');
      const rendered = renderTemplate(`{{${word}}}`, alertEvent());
      expect(rendered).not.toMatch(/function|native code|\[object/);
    }),
  );
});
