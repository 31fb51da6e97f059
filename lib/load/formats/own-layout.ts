import { inputError } from '../../text/input-error.js';
import { visible } from '../../text/visible.js';
import { columnsOf } from './json-log.js';
import { type LineFormat, mostLines, nullIfAbsent } from './line-format.js';
import { APACHE_FORMAT, ENVOY_FORMAT, HAPROXY_FORMAT, NGINX_FORMAT } from './log-format.js';
import { layoutFormat, rolesOf, type Vocabulary } from './text-layout.js';

/** A layout without what is around it in a server's configuration: `log_format main '…' '…';`, `LogFormat "…" combined`. */
function bare(given: string): string {
  const nginx = /^\s*log_format\s+\w+\s+(?:escape=\w+\s+)?([\s\S]*?);?\s*$/.exec(given)?.[1];
  if (nginx !== undefined)
    return [...nginx.matchAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"/g)].map((part) => part[1] ?? part[2]).join('');
  const apache = /^\s*LogFormat\s+"((?:[^"\\]|\\.)*)"/i.exec(given)?.[1];
  return (apache ?? given).replaceAll('\\"', '"').replaceAll('\\t', '\t');
}

function vocabularyOf(layout: string): Vocabulary | null {
  if (/%(?:START_TIME|REQ\()/.test(layout)) return ENVOY_FORMAT;
  if (/%ci\b/.test(layout)) return HAPROXY_FORMAT;
  if (/%(?:[!0-9,]*[<>]?)(?:\{[^}]*\})?[a-zA-Z]/.test(layout)) return APACHE_FORMAT;
  // Names of VPC flow logs stand in braces too, but have hyphens.
  return /\$(?:\w+|\{\w+\})/.test(layout) && !/\bsrcaddr\b|\bdstaddr\b/.test(layout) ? NGINX_FORMAT : null;
}

/**
 * Makes a format of a layout as the configuration of nginx (`log_format`), Apache (`LogFormat`), HAProxy or Envoy writes it; null for
 * a list of names.
 *
 * @throws an InputError for a layout without a client or a time
 */
export function ownLayout(given: string): LineFormat | null {
  const layout = bare(given);
  const vocabulary = vocabularyOf(layout);
  if (vocabulary === null) return null;
  const roles = rolesOf(layout, vocabulary);
  const lacks = !roles.includes('time')
    ? 'time'
    : roles.includes('client') || roles.includes('forwarded')
      ? null
      : 'client';
  if (lacks !== null)
    throw inputError(
      `--fields "${visible(given, 80)}": the layout has no ${lacks === 'time' ? 'time ($time_local, %t)' : 'client ($remote_addr, %h)'}, which every record needs.`,
    );
  return layoutFormat({
    name: 'own-layout',
    title: 'a log in the layout of --fields',
    vocabulary,
    meta: `'web_server'`,
    layouts: [layout],
  });
}

/** Lines of values, each with a name out of the option `fields`: names of the schema, or such as servers and shippers give. */
export const ownFields: LineFormat = {
  name: 'own-fields',
  title: 'a log with the fields of --fields',
  mapping(lines, { fields } = {}) {
    if (fields === undefined) return null;
    const separator = ['\t', ',', ';', '|'].find((one) =>
      mostLines(lines, (line) => line.split(one).length === fields.length),
    );
    const parts = `"(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\]|[^ ]+`;
    if (
      separator === undefined &&
      !mostLines(lines, (line) => (line.match(new RegExp(parts, 'g')) ?? []).length === fields.length)
    )
      return null;
    const at = (i: number) => nullIfAbsent(`trim(f[${i + 1}], '"')`);
    const columns = columnsOf(fields, at);
    if (columns === null) return null;
    return {
      parsed:
        separator === undefined
          ? `regexp_extract_all(line, '${parts}')`
          : `string_split(line, ${separator === '\t' ? 'chr(9)' : `'${separator}'`})`,
      unreadable: `len(f) <> ${fields.length}`,
      ...columns,
    };
  },
};
