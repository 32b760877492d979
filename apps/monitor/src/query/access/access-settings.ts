import { Injectable } from '@nestjs/common';
import { type ParseOptions, type ProjectOf, projectRule } from '@log-monitor/access-log';
import { Configuration } from '../../configuration/configuration.js';
import { LocalTime } from './local-time.js';

/** What answers about requests depend on besides the question. */
@Injectable()
export class AccessSettings {
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
