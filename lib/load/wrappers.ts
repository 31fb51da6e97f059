import { quoteLiteral } from '../engine/sql-text.js';

/** What a line that a collector wrote around a message holds. */
export interface Unwrapped {
  readonly message: string;
  /** Who wrote the message: a program, a container, a stream. */
  readonly writer?: string | undefined;
}

/** What a collector writes around each line of a log. */
export interface Wrapper {
  readonly name: string;
  /** Takes a line out of it; null for a line that is not of this kind. */
  readonly unwrap: (line: string) => Unwrapped | null;
  /** SQL over `line` that gives the message, and the line itself where it is not of this kind. */
  readonly message: string;
  /** SQL over `line` that gives the writer; left out where lines name none. */
  readonly writer?: string;
  /** Long lines are in several parts. */
  readonly parts?: Parts;
}

/** How a collector divides long lines. */
export interface Parts {
  /** SQL over `line` that is true for a part which others follow. */
  readonly isPart: string;
  /** Gives a part's text, by which stream it came, and how a line with another text is written; null for a line of another kind. */
  readonly open: (
    line: string,
  ) => { readonly text: string; readonly stream: string; readonly more: boolean } | null;
  readonly close: (line: string, text: string) => string;
}

/** A wrapper that is a text before each line; the pattern's groups `w` and `m` are the writer and the message. */
function prefix(name: string, pattern: string, parts?: Parts): Wrapper {
  const compiled = new RegExp(pattern.replaceAll('(?P<', '(?<'));
  const hasWriter = pattern.includes('(?P<w>');
  const names = hasWriter ? `['w', 'm']` : `['m']`;
  const group = (of: string) => `regexp_extract(line, ${quoteLiteral(pattern)}, ${names}).${of}`;
  return {
    name,
    unwrap(line) {
      const groups = compiled.exec(line)?.groups;
      return groups === undefined ? null : { message: groups.m ?? '', writer: groups.w };
    },
    message: `case when regexp_matches(line, ${quoteLiteral(pattern)}) then ${group('m')} else line end`,
    ...(hasWriter && { writer: group('w') }),
    ...(parts && { parts }),
  };
}

/** A wrapper that is a JSON object with the line under a key. */
function underKey(key: string, parts?: Parts): Wrapper {
  const steps = key.split('.');
  const paths = [...new Set([`$."${key}"`, `$.${steps.map((step) => `"${step}"`).join('.')}`])];
  const found = `coalesce(${paths.map((path) => `json_extract_string(line, ${quoteLiteral(path)})`).join(', ')})`;
  return {
    name: `JSON with the line under "${key}"`,
    unwrap(line) {
      const object = parsed(line);
      if (object === null) return null;
      const nested = steps.reduce<unknown>(
        (value, step) => (value as Record<string, unknown> | undefined)?.[step],
        object,
      );
      const message = object[key] ?? nested;
      if (typeof message !== 'string') return null;
      return {
        message: oneLine(message),
        writer: typeof object.stream === 'string' ? object.stream : undefined,
      };
    },
    message: `case when starts_with(ltrim(line), '{') and json_valid(line)
      then coalesce(translate(rtrim(${found}, chr(10) || chr(13)), chr(10) || chr(13), '  '), line) else line end`,
    ...(key === 'log' && {
      writer: `case when starts_with(ltrim(line), '{') and json_valid(line) then json_extract_string(line, '$.stream') end`,
    }),
    ...(parts && { parts }),
  };
}

const oneLine = (text: string) => text.replace(/[\r\n]+$/, '').replace(/[\r\n]/g, ' ');

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  return line.trimStart().startsWith('{') ? (json(line) as Readonly<Record<string, unknown>> | null) : null;
}

/** The value of a JSON text, null for one that is none. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const ISO = '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]+(?:Z|[+-][0-9]{2}:?[0-9]{2})';
const CRI = `^${ISO} (?P<w>stdout|stderr) [FP](?::[^ ]*)? (?P<m>.*)$`;

/** containerd and CRI-O write P before each part of a long line but the last (https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md). */
const criParts: Parts = {
  isPart: `regexp_matches(line, '^${ISO} (?:stdout|stderr) P(?::[^ ]*)? ')`,
  open(line) {
    const match = new RegExp(`^(${ISO} (stdout|stderr) )([FP])((?::[^ ]*)? )(.*)$`).exec(line);
    return match && { text: match[5]!, stream: match[2]!, more: match[3] === 'P' };
  },
  close: (line, text) =>
    line.replace(
      new RegExp(`^(${ISO} (?:stdout|stderr) [FP](?::[^ ]*)? ).*$`),
      (_, head: string) => head + text,
    ),
};

/** Docker's driver json-file writes at most 16 KiB under "log", and no line break at the end of a part. */
const DOCKER_PART_BYTES = 16 * 1024;
const dockerParts: Parts = {
  isPart: `strlen(line) >= ${DOCKER_PART_BYTES} and json_valid(line) and not ends_with(json_extract_string(line, '$.log'), chr(10))
    and strlen(json_extract_string(line, '$.log')) >= ${DOCKER_PART_BYTES}`,
  open(line) {
    const object = parsed(line);
    if (typeof object?.log !== 'string') return null;
    const more = !object.log.endsWith('\n') && Buffer.byteLength(object.log) >= DOCKER_PART_BYTES;
    return { text: object.log, stream: String(object.stream), more };
  },
  close: (line, log) => JSON.stringify({ ...parsed(line), log }),
};

const STRUCTURED = '(?:-|(?:\\[(?:[^\\]"\\\\]|\\\\.|"(?:[^"\\\\]|\\\\.)*")*\\])+)';

/**
 * What may be around the lines of a log, in the order in which it is looked for. Several may be around each other: a container's
 * log holds the lines of a syslog daemon that holds those of a web server.
 */
export const WRAPPERS: readonly Wrapper[] = [
  // RFC 5424, with the octet count of RFC 6587 before it or without.
  prefix(
    'syslog (RFC 5424)',
    `^(?:[0-9]+ )?<[0-9]{1,3}>[0-9]{1,2} [^ ]+ [^ ]+ (?P<w>[^ ]+) [^ ]+ [^ ]+ ${STRUCTURED} ?\ufeff?(?P<m>.*)$`,
  ),
  prefix('Kubernetes (CRI)', CRI, criParts),
  // RFC 3164, as rsyslog, syslog-ng and journalctl write it too: with a time of ISO 8601, or without a host.
  prefix(
    'syslog (RFC 3164)',
    `^(?:<[0-9]{1,3}>)?(?:[A-Z][a-z]{2} [ 0-9]?[0-9] (?:[0-9]{4} )?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]+)?|${ISO}) (?:[^ ]+ )?(?P<w>[^ :\\[\\]"]+)(?:\\[[^\\]]*\\])?: ?(?P<m>.*)$`,
  ),
  prefix('lines with a time before each', `^${ISO} (?P<m>.*)$`),
  prefix(
    'docker compose',
    '^(?:\u001b\\[[0-9;]*m)?(?P<w>[A-Za-z0-9][^ |]*) *\\|(?:\u001b\\[[0-9;]*m)? ?(?P<m>.*)$',
  ),
  prefix('kubectl logs --prefix', '^\\[(?P<w>pod/[^\\]]+)\\] (?P<m>.*)$'),
  underKey('log', dockerParts),
  ...['message', '@message', 'MESSAGE', 'event.original', '_raw', 'textPayload', 'line', 'msg', 'body'].map(
    (key) => underKey(key),
  ),
  {
    name: 'JSON texts',
    unwrap(line) {
      const message = line.startsWith('"') ? json(line) : null;
      return typeof message === 'string' ? { message: oneLine(message) } : null;
    },
    message: `case when starts_with(line, '"') and json_valid(line)
      then translate(rtrim(json_extract_string(line, '$'), chr(10) || chr(13)), chr(10) || chr(13), '  ') else line end`,
  },
  {
    name: 'CloudWatch Logs Insights results',
    unwrap(line) {
      const field = /^\[.*\{"field": ?"@message", ?"value": ?("(?:[^"\\]|\\.)*")\}/.exec(line);
      const message = field && json(field[1]!);
      return typeof message === 'string' ? { message: oneLine(message) } : null;
    },
    message: `case when starts_with(line, '[') and json_valid(line) then coalesce(translate(json_extract_string(list_filter(cast(line as json[]),
      lambda field: json_extract_string(field, '$.field') = '@message')[1], '$.value'), chr(10) || chr(13), '  '), line) else line end`,
  },
];
