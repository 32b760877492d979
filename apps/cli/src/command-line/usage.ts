/** What `help` prints. */
export const USAGE = `Usage: log-monitor <command> [options]

  errors      the newest errors           search      records of any level
  tail        records as they are stored  stats       how much, at which level, by whom
  services    the services and how they are           ledger      what each process sent, dropped, misses
  groups      problems: errors that are the same one, counted together; groups ID shows one whole
  groups rules             rules by which errors are grouped, and how far they are applied to what is stored
  groups compare           problems that are new, grown, vanished since --since or --version, compared with as long before
  alerts      what fires, and up to where all is decided
  alerts rules             the rules and how each stands
  alerts history           what fired and what was over; --rule, --key, --since, --until, --limit
  alerts why RULE          why it did or did not fire; --at 03:12 (today, UTC) or any time, --key
  causes      why requests of web servers failed: the errors of services, with their share; of 5xx unless --status says more
  causes ID                of a request: the errors by which it failed; of an error: the requests that failed by it
  report      what a daily or weekly report says, now; as text, HTML or JSON: report --help
  top         requests of web servers, live; of a monitor or of files: top --help

  -s, --since 15m        from then on: 30s, 15m, 2h, 7d, or a time such as 2026-11-21T07:00:00Z
      --until 5m         until then
      --service a,b      only these services; likewise --level, --host, --logger
      --search text      only with this text in message or error
      --request id       only of this request; likewise --user, --trace
      --attribute k=v    only with this attribute; may be given more than once
      --route 'GET /x'   causes: only of this route; likewise --path, --status, --method, --client, --source, --server,
                         --cluster, --project; --host is what they asked for; --request shows each with this id
      --state open       groups: only in this state (open, resolved, ignored, muted); likewise --assignee, --version
      --sort count       groups: lastSeen, firstSeen, count, total, users, growth, title
  -n, --limit 100        how many records (1 to 1000)
  -f, --follow           errors, search: stay and show what is stored from now on
  -o, --output json      one JSON value per line instead of text
      --url address      of the monitor; LOG_MONITOR_URL, or http://127.0.0.1:5004
  -h, --help             this text

A monitor that asks for a token gets it from LOG_MONITOR_TOKEN.`;
