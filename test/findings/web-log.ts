import { type Random, randomStream } from '../../lib/simulate/random.js';

/** Settings of {@link webLog}. */
export interface WebLogOptions {
  readonly seed: number;
  readonly visitors?: number;
  readonly hours?: number;
  /** Clients of each scanner; 0 leaves it out. */
  readonly pathGuessing?: number;
  readonly formFuzzing?: number;
  readonly slow?: number;
  /** Clients of an application that posts events to one path as fast as its user clicks. */
  readonly appUsers?: number;
}

/** A request of a log, `at` seconds after 2024-05-06 07:00 UTC; what is left out is a page that a browser gets. */
export interface LoggedRequest {
  readonly at: number;
  readonly client: string;
  readonly method?: string;
  readonly uri?: string;
  readonly status?: number;
  readonly bytes?: number;
  readonly referer?: string | null;
  readonly agent?: string | null;
}

/** Addresses of the scanners that a log has, by scanner. */
export interface WebLog {
  readonly text: string;
  readonly scanners: Readonly<Record<'pathGuessing' | 'formFuzzing' | 'slow', readonly string[]>>;
}

const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
];
const CRAWLERS = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
];
const FORMS = ['/contact', '/account/login', '/newsletter', '/checkout/address', '/comment'];
const WORDS =
  'admin backup old test dev staging config private upload data db install setup shop portal intranet panel manager console api internal secret log tmp files export report cron hidden beta user stats'.split(
    ' ',
  );
const ENDINGS = ['/', '.php', '.zip', '.bak', '.sql', '.tar.gz', '.old', '.asp', '/index.php', '.txt'];

const SITE = 'https://shop.example';
const START = Date.UTC(2024, 4, 6, 7) / 1000;

/**
 * Makes the access log (combined format) of a shop with visitors, offices behind one address, crawlers, a monitor and a feed
 * reader, and of scanners among them. Nobody's honest request is an attack; dead links, a broken page and failed log-ins are.
 */
export function webLog(options: WebLogOptions): WebLog {
  const {
    seed,
    visitors = 250,
    hours = 10,
    pathGuessing = 0,
    formFuzzing = 0,
    slow = 0,
    appUsers = 0,
  } = options;
  const requests: LoggedRequest[] = [];
  const span = hours * 3600;
  const log: Log = (at, client, method, uri, status, bytes, referer, agent) => {
    requests.push({ at, client, method, uri, status, bytes, referer, agent });
  };
  const draw = (purpose: string, count: number, one: (random: Random, i: number) => void) => {
    for (let i = 0; i < count; i++) one(randomStream(seed, purpose, i), i);
  };
  draw('visitor', visitors, (random, i) => {
    const client = `198.18.${Math.floor(i / 200)}.${(i % 200) + 1}`;
    const people = random.chance(0.03) ? 8 : 1;
    for (let person = 0; person < people; person++)
      visit(log, random, client, random.uniform() * span, people > 1);
  });
  draw('crawler', 4, (random, i) =>
    crawl(log, random, `192.0.2.${i + 1}`, span, CRAWLERS[i % CRAWLERS.length]!),
  );
  draw('app', appUsers, (random, i) => useApp(log, random, `198.19.0.${i + 1}`, span));
  for (let at = 0; at < span; at += 300)
    log(at, '192.0.2.200', 'HEAD', '/', 200, 0, null, 'UptimeMonitor/2.1');
  for (let at = 40; at < span; at += 3600)
    log(at, '192.0.2.201', 'GET', '/feed.xml', 304, 0, null, 'FeedReader/5.2 (+https://reader.example)');
  const scanners: Record<keyof WebLog['scanners'], string[]> = {
    pathGuessing: [],
    formFuzzing: [],
    slow: [],
  };
  const scan = (scanner: keyof WebLog['scanners'], count: number, network: string, run: Scan) =>
    draw(scanner, count, (random, i) => {
      const client = `${network}.${random.below(40) * 6 + i + 1}`;
      scanners[scanner].push(client);
      run(log, random, client, span);
    });
  scan('pathGuessing', pathGuessing, '203.0.113', guessPaths);
  scan('formFuzzing', formFuzzing, '203.0.114', fuzzForms);
  scan('slow', slow, '203.0.115', guessSlowly);
  return { text: combinedLog(requests), scanners };
}

/** Writes requests in the combined format, in order of time. */
export function combinedLog(requests: readonly LoggedRequest[]): string {
  const ordered = [...requests].sort((a, b) => a.at - b.at);
  return ordered.map((request) => `${lineOf(request)}\n`).join('');
}

function lineOf(request: LoggedRequest): string {
  const {
    at,
    client,
    method = 'GET',
    uri = '/',
    status = 200,
    bytes = 9000,
    referer,
    agent = BROWSERS[0],
  } = request;
  const when = new Date((START + at) * 1000);
  const month = when.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  const [date, time] = when.toISOString().split(/[T.]/) as [string, string];
  const stamp = `${date.slice(8)}/${month}/${date.slice(0, 4)}:${time} +0000`;
  return `${client} - - [${stamp}] "${method} ${uri} HTTP/1.1" ${status} ${bytes} "${referer ?? '-'}" "${agent ?? '-'}"`;
}

type Log = (
  at: number,
  client: string,
  method: string,
  uri: string,
  status: number,
  bytes: number,
  referer: string | null,
  agent: string | null,
) => void;
type Scan = (log: Log, random: Random, client: string, span: number) => void;

const pageOf = (random: Random) =>
  random.pick([
    '/',
    '/about',
    `/product/${1 + (Math.floor(random.pareto(1, 1.1)) % 400)}`,
    `/blog/post-${1 + random.below(60)}`,
    `/category/${random.pick(['shoes', 'books', 'garden', 'toys'])}?page=${1 + random.below(5)}`,
    `/search?q=${random.pick(['red', 'lamp', 'union', 'select', 'gift', 'o%27neill'])}+${random.below(300)}`,
  ]);

/** Bytes of an answer: its page's, and a little more or less. */
const bytesOf = (uri: string, random: Random) =>
  4000 +
  37 * [...uri.split('?')[0]!].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) +
  random.below(200);

function visit(log: Log, random: Random, client: string, from: number, office: boolean): void {
  const agent = random.pick(BROWSERS);
  let at = from;
  let referer: string | null = random.chance(0.4) ? 'https://www.google.com/' : null;
  const pages = random.geometric(5);
  for (let page = 0; page < pages; page++) {
    const uri = pageOf(random);
    log(at, client, 'GET', uri, 200, bytesOf(uri, random), referer, agent);
    referer = `${SITE}${uri}`;
    for (const asset of ['/static/site.css', '/static/site.js', '/static/logo.svg'])
      if (page === 0) log(at + 1, client, 'GET', asset, 200, bytesOf(asset, random), referer, agent);
    // A page with broken pictures; an icon that is not there; a dead link.
    if (uri === '/blog/post-7')
      for (let i = 0; i < 12; i++)
        log(at + 2, client, 'GET', `/images/2019/party-${i}.jpg`, 404, 310, referer, agent);
    if (page === 0 && random.chance(0.3))
      log(at + 2, client, 'GET', '/favicon.ico', 404, 310, referer, agent);
    if (page === 0 && agent.includes('iPhone') && random.chance(0.5))
      for (const icon of ['-120x120-precomposed', '-120x120', '-precomposed', ''])
        log(at + 2, client, 'GET', `/apple-touch-icon${icon}.png`, 404, 310, null, agent);
    if (random.chance(0.03))
      log(at + 5, client, 'GET', `/old/page-${random.below(30)}`, 404, 310, referer, agent);
    // A page that fails for everybody; some try again.
    if (random.chance(0.02))
      for (let i = 0; i < random.geometric(3); i++)
        log(at + 6 + 2 * i, client, 'GET', '/store-finder', 500, 620, referer, agent);
    at += 5 + random.geometric(40);
  }
  if (random.chance(0.3)) {
    const form = random.pick(FORMS);
    const tries = random.geometric(1.6);
    log(at, client, 'GET', form, 200, bytesOf(form, random), referer, agent);
    for (let i = 0; i < tries; i++) {
      at += 8 + random.geometric(15);
      const done = i === tries - 1;
      log(
        at,
        client,
        'POST',
        form,
        done ? 303 : 200,
        done ? 0 : bytesOf(form, random),
        `${SITE}${form}`,
        agent,
      );
    }
    log(at + 1, client, 'GET', '/thanks', 200, bytesOf('/thanks', random), `${SITE}${form}`, agent);
  }
  if (office && random.chance(0.5)) log(at + 3, client, 'GET', '/intranet-start', 404, 310, null, agent);
}

/** A crawler follows links of years ago and sends no referer; it also meets the broken page. */
function crawl(log: Log, random: Random, client: string, span: number, agent: string): void {
  let at = random.uniform() * 600;
  log(at, client, 'GET', '/robots.txt', 200, 68, null, agent);
  while (at < span) {
    at += random.geometric(60);
    const what = random.uniform();
    // Several dead links in one minute.
    if (what < 0.01)
      for (let i = 0; i < 15; i++)
        log(at + 3 * i, client, 'GET', `/old/page-${random.below(90)}`, 404, 310, null, agent);
    else if (what < 0.02) log(at, client, 'GET', '/store-finder', 500, 620, null, agent);
    else {
      const uri = pageOf(random);
      log(at, client, 'GET', uri, 200, bytesOf(uri, random), null, agent);
    }
  }
}

/** Somebody who uses a web application: each click posts an event, often several in a second. */
function useApp(log: Log, random: Random, client: string, span: number): void {
  const agent = random.pick(BROWSERS);
  let at = random.uniform() * span * 0.9;
  log(at, client, 'GET', '/app', 200, 18_000 + random.below(100), null, agent);
  const clicks = 40 + random.below(120);
  for (let i = 0; i < clicks; i++) {
    at += random.uniform() * 2;
    log(at, client, 'POST', '/app/events', 204, 0, `${SITE}/app`, agent);
    if (random.chance(0.2))
      log(
        at,
        client,
        'GET',
        `/app/data/${random.below(50)}`,
        200,
        900 + random.below(50),
        `${SITE}/app`,
        agent,
      );
  }
}

/** Guesses paths as fast as the server answers; some send a referer with each guess. */
function guessPaths(log: Log, random: Random, client: string, span: number): void {
  const agent = random.pick(['Mozilla/5.0 (compatible)', 'python-requests/2.31.0', BROWSERS[0]!, null]);
  const guesses = 15 + random.below(120);
  const referer = random.chance(0.2) ? `${SITE}/` : null;
  let at = random.uniform() * span * 0.9;
  for (let i = 0; i < guesses; i++) {
    at += random.uniform() * 3;
    const there = random.chance(0.04);
    const uri = there ? '/about' : `/${random.pick(WORDS)}${random.pick(ENDINGS)}`;
    const [status, bytes] = there
      ? [200, bytesOf(uri, random)]
      : random.chance(0.1)
        ? [403, 280]
        : [404, 310];
    log(at, client, 'GET', uri, status, bytes, referer, agent);
  }
}

/** Posts values to one form or two, several a second; some load the form before each, and some forms take every value. */
function fuzzForms(log: Log, random: Random, client: string, span: number): void {
  const agent = random.pick([...BROWSERS, 'Mozilla/5.0', 'python-requests/2.31.0']);
  const forms = random.chance(0.5) ? [random.pick(FORMS)] : [random.pick(FORMS), random.pick(FORMS)];
  const posts = 50 + random.below(60);
  const pause = 0.15 + random.uniform() * 0.6;
  const [failing, redirecting] = random.chance(0.8) ? [0.13, 0.4] : random.chance(0.5) ? [0, 0.3] : [0, 0];
  const loads = random.chance(0.3);
  let at = random.uniform() * span * 0.9;
  const load = (form: string) => log(at, client, 'GET', form, 200, bytesOf(form, random), null, agent);
  load(forms[0]!);
  for (let i = 0; i < posts; i++) {
    at += random.uniform() * 2 * pause;
    const form = random.pick(forms);
    if (loads) load(form);
    const [status, bytes] = random.chance(failing)
      ? [500, 620]
      : random.chance(redirecting)
        ? [303, 0]
        : [200, bytesOf(form, random)];
    log(at, client, 'POST', form, status, bytes, loads ? `${SITE}${form}` : null, agent);
  }
}

/** Guesses paths between pages, minutes apart, with the agent of a browser. */
function guessSlowly(log: Log, random: Random, client: string, span: number): void {
  const agent = random.pick(BROWSERS);
  const guesses = 12 + random.below(25);
  const pause = (span * 0.9) / guesses / (1 + random.below(4));
  let at = random.uniform() * span * 0.05;
  for (let i = 0; i < guesses; i++) {
    at += pause * (0.5 + random.uniform());
    const uri = `/${random.pick(WORDS)}${random.pick(ENDINGS)}`;
    log(at, client, 'GET', uri, random.chance(0.1) ? 403 : 404, 310, null, agent);
    if (random.chance(0.5)) log(at + 2, client, 'GET', '/', 200, bytesOf('/', random), null, agent);
  }
}
