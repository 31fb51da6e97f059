/** How bad it would be if it is what it looks like, and how much hangs on looking soon. */
export type Severity = 'info' | 'low' | 'medium' | 'high';

/** What a kind of finding always says, whoever it is about. */
export interface FindingKind {
  /** Whether it says that somebody does harm; the others describe the data or the population. */
  readonly accuses: boolean;
  readonly severity: Severity;
  readonly because: string;
  /** ATT&CK technique, or null where such evidence supports none. */
  readonly technique: string | null;
  /** `evidence`: the records show the behaviour itself. `hypothesis`: they only fit it. */
  readonly claim: 'evidence' | 'hypothesis';
  /** What else does the same, the most usual first. */
  readonly benign: readonly string[];
  readonly nextStep: string;
}

const kind = (
  severity: Severity,
  because: string,
  technique: string | null,
  claim: FindingKind['claim'],
  benign: readonly string[],
  nextStep: string,
): FindingKind => ({
  accuses: severity !== 'info',
  severity,
  because,
  technique,
  claim,
  benign,
  nextStep,
});

/** The kinds of finding, with what each says about itself. */
export const findingKinds = {
  'port scan': kind(
    'low',
    'scans reach every public address daily; it is what they find that matters',
    'T1595',
    'evidence',
    ['an inventory or research scanner', 'a scan that was ordered'],
    'Ask whether a scan was ordered; look for answers with content from the ports that were tried.',
  ),
  'address scan': kind(
    'low',
    'scans reach every public network daily; it is what they find that matters',
    'T1595.001',
    'evidence',
    ['an inventory or research scanner', 'a client with an outdated list of servers'],
    'Check which of the destinations exist and answered.',
  ),
  'path scan': kind(
    'medium',
    'guessed paths find forgotten files and admin pages',
    'T1595.003',
    'evidence',
    ['a crawler following dead links', 'a client of a page that was moved'],
    'Read the paths in the web server’s log; look for any that were answered with 200.',
  ),
  'slow scan': kind(
    'medium',
    'somebody takes days in order not to be seen',
    'T1595.002',
    'evidence',
    ['a forgotten client of a page that was removed', 'a link checker'],
    'Read the paths in the web server’s log, over all days.',
  ),
  'brute force': kind(
    'high',
    'a guessed password is an account lost',
    'T1110.001',
    'evidence',
    ['a script with an expired password', 'an office behind one address after a password change'],
    'Look in the log-in log for the accounts tried and for a success after the failures; lock or reset those.',
  ),
  'credential stuffing': kind(
    'high',
    'leaked passwords work for some accounts',
    'T1110.004',
    'evidence',
    ['a log-in service that failed for everybody'],
    'Look in the log-in log for successes from these sources and in these minutes; reset those accounts.',
  ),
  'error probing': kind(
    'high',
    'inputs that make a server fail may make it obey',
    'T1190',
    'evidence',
    ['a broken client or integration', 'a deploy that failed for one client'],
    'Read the requests and the server’s error log; look for a later request that succeeded.',
  ),
  scraping: kind(
    'low',
    'content is copied; nothing is broken into',
    'T1594',
    'evidence',
    ['a feed reader or price comparison', 'an application that polls', 'a crawler that is not on a list'],
    'Read the user agents and paths; limit the rate if it is not wanted.',
  ),
  'request flood': kind(
    'high',
    'the server refused requests, so others were refused as well',
    'T1499.002',
    'evidence',
    ['a mention in the news', 'a retry storm after an outage'],
    'Check whether others were refused in these minutes; rate-limit if it comes again.',
  ),
  'large transfer': kind(
    'medium',
    'data that has left does not come back',
    'T1048',
    'hypothesis',
    ['a download of large files', 'a backup or a mirror', 'video'],
    'Find out what was fetched and whether this source may have it.',
  ),
  'large upload': kind(
    'medium',
    'one source decides every total; nobody vouches for it yet',
    null,
    'hypothesis',
    ['a backup or a data feed of a partner', 'an upload service'],
    'Ask the owner of the network what it sends; if it is expected, put it on the allow list.',
  ),
  'repeated exchange': kind(
    'low',
    'it fits a check-in, and just as well a new monitor',
    'T1505.003',
    'hypothesis',
    ['a health check or uptime monitor that was set up', 'an application that polls'],
    'Ask whether a monitor was set up at that time; read the path that is asked for.',
  ),
  'listed as bad': kind(
    'medium',
    'the analyst’s own list says so',
    null,
    'evidence',
    ['an entry that is out of date', 'an address that has a new owner'],
    'Check the entry’s date and reason.',
  ),
  'request signature': kind(
    'medium',
    'the requests carry what attacks carry',
    'T1190',
    'evidence',
    ['a security scan that was ordered', 'a page about such attacks', 'a search for code'],
    'Read the requests; look for one that succeeded.',
  ),
  'known probe': kind(
    'low',
    'such probes reach every public server daily; it is what they find that matters',
    'T1595.002',
    'evidence',
    ['a security scan that was ordered', 'the site’s own administrators'],
    'Look for probes that succeeded.',
  ),
  'known network': kind(
    'info',
    'a list says what it is; being listed is no judgement',
    null,
    'evidence',
    ['most of what such networks send is somebody’s everyday work'],
    'Judge what was asked, not who relayed it; check the list’s date.',
  ),
  'capture gap': kind(
    'info',
    'nothing can be said about this time',
    null,
    'evidence',
    ['the sensor or its export stopped', 'records were left out of the extract'],
    'Ask who runs the sensor; do not count this time as quiet.',
  ),
  'regular client': kind(
    'info',
    'inbound and regular is what monitors are',
    null,
    'evidence',
    ['a health check, an uptime monitor or a poller'],
    'Name its owner, and put it on the allow list.',
  ),
  'unusual period': kind(
    'info',
    'more or fewer records than usual at that hour',
    null,
    'evidence',
    ['a mention in the news', 'an outage', 'a holiday'],
    'Compare with deploys, campaigns and outages of that hour.',
  ),
} satisfies Readonly<Record<string, FindingKind>>;

/** The name of a kind of finding. */
export type FindingKindName = keyof typeof findingKinds;
