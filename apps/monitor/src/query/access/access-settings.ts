import { Injectable } from '@nestjs/common';
import { type ParseOptions, type ProjectOf, projectRule } from '@log-monitor/access-log';
import { type Width } from '@log-monitor/access-statistics';
import { Configuration } from '../../configuration/configuration.js';
import { LocalTime } from './local-time.js';

/** What answers about requests depend on besides the question. */
@Injectable()
export class AccessSettings {
  /** How many days windows of a width (in seconds) are kept. */
  readonly windowDays: Readonly<Record<Width, number>> = { 10: 2, 60: 8, 600: 35, 3600: 400, 86_400: 400 };
  readonly projectOf: ProjectOf;
  /** By what a line is read again. */
  readonly parsing: ParseOptions;
  readonly #timeZone: string;

  constructor({ access }: Configuration) {
    this.projectOf = projectRule(access.project);
    this.parsing = {
      trustedProxies: access.trustedProxies,
      projectOf: this.projectOf,
      routes: false,
      timeZone: access.timeZone,
    };
    this.#timeZone = access.displayTimeZone;
  }

  /** @param zone undefined: the one that was configured */
  local(zone: string | undefined): LocalTime {
    return new LocalTime(zone ?? this.#timeZone);
  }
}
