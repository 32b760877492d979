import type { AlertKindDefinition } from './alert-kind.js';
import { CHANGE_DAYS, changeOf } from './change.js';
import { ABOUT_REQUESTS, ACCEPTS_REQUESTS, viewOf, REQUESTS, requestGroups, statusProblem } from './request-groups.js';
import { duration, inWords, requestsOf, target } from './words.js';

/** How many times more requests a window has than the same window of the seven days before, as `log_change` for records. */
export const ACCESS_CHANGE: AlertKindDefinition = {
  ...ABOUT_REQUESTS,
  name: 'access_change',
  form: { title: 'Requests, against the days before', format: 'number', usual: 3 },
  unit: 'times as many as usual',
  accepts: { ...ACCEPTS_REQUESTS, scope: [...REQUESTS, 'statuses'] },
  question: ({ rule, windowMinutes }) => ({
    window: windowMinutes,
    requests: viewOf(rule),
    daysBefore: CHANGE_DAYS,
  }),
  measure(rule, measurements) {
    const [today, ...before] = Array.from({ length: CHANGE_DAYS + 1 }, (_, day) =>
      requestGroups(rule, measurements.requests(viewOf(rule.rule), rule.windowMinutes, day)),
    );
    return (
      today &&
      [...today].map(([key, { asked }]) => {
        const usual: number[] = [];
        for (const groups of before) {
          const day = groups?.get(key);
          if (day !== undefined && day.requests > 0) usual.push(day.asked);
        }
        return { key, ...changeOf(asked, usual) };
      })
    );
  },
  sentence: (rule, key, value) =>
    `${inWords(value)} times as many ${requestsOf(rule)} to ${target(rule, key)} in ${duration(rule.windowSeconds)} as at this time of the days before`,
  problem: statusProblem,
};
