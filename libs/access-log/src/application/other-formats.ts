import type { LogFormat } from '../record/log-format.js';
import { applicationFormat } from './application-format.js';

const gin = applicationFormat({
  name: 'gin',
  patterns: [
    /^\[GIN\] (?<ginTime>\d{4}\/\d\d\/\d\d - \d\d:\d\d:\d\d) \| *(?<status>\d{3}) *\| *(?<span>\S+) *\| *(?<peer>\S+) *\| *(?<method>[A-Z]+) +"(?<target>.*)"$/,
  ],
  between: /^\[GIN(?:-debug)?\] /,
  hasEscapes: true,
});

/** Fiber names the time of day and no date. */
const fiber = applicationFormat({
  name: 'fiber',
  patterns: [
    /^(?<time_of_day>\d\d:\d\d:\d\d) \| *(?<status>\d{3}) *\| *(?<span>\S+) *\| *(?<peer>\S+) *\| *(?<method>[A-Z]+) *\| *(?<target>\S+) *\| (?<error>.*)$/,
  ],
});

const chi = applicationFormat({
  name: 'chi',
  patterns: [
    /^(?<isoTime>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)?) (?:\[(?<requestId>[^\]\s]*)\] )?"(?<request>[^"]*)" from (?<peer>\S+) - (?<status>\d{3}) (?<size>\d+)B in (?<span>\S+)$/,
  ],
});

/** `%t %a "%r" %s (%D ms)`, which Spring Boot's manual shows for its embedded Tomcat. Tomcat 10.1 and newer write microseconds for `%D`. */
const springBoot = applicationFormat({
  name: 'spring-boot',
  patterns: [
    /^\[(?<clfTime>\d\d\/\w{3}\/\d{4}:[^\]]{8,20})\] (?<peer>\S+) "(?<request>[^"]*)" (?<status>\d{3}) \((?<span>\d+ (?:ms|microseconds))\)$/,
  ],
});

/** PHP's own web server. */
const php = applicationFormat({
  name: 'php',
  patterns: [
    /^\[(?<cTime>\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})\] (?<peer>\S+) \[(?<status>\d{3})\]: (?<method>[A-Z]+) (?<target>\S+)(?: - .*)?$/,
  ],
  between: /^\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\] (?:\S+ (?:Accepted|Closing)$|PHP )/,
});

/** The common or combined format without its time, as log4js writes it after a head of its own. */
const untimed = applicationFormat({
  name: 'clf-untimed',
  patterns: [
    /^(?:(?<forwarded>(?:\S+, )+\S+)|(?<peer>\S+)) \S+ (?<user>\S+) "(?<request>[^"\\]*(?:\\.[^"\\]*)*)" (?<status>\d{3}|-) (?<size>\d+|-)?(?: "(?<referrer>[^"\\]*(?:\\.[^"\\]*)*)" "(?<agent>[^"\\]*(?:\\.[^"\\]*)*)")?$/,
  ],
  hasEscapes: true,
});

export const OTHER_APPLICATION_FORMATS: readonly LogFormat[] = [gin, fiber, chi, springBoot, php, untimed];
