import { joinLines } from '../join-parts.js';
import { WRAPPERS, type Wrapper } from '../wrappers.js';
import { caddy } from './caddy.js';
import { cloudFront } from './cloudfront.js';
import { envoy } from './envoy.js';
import { haproxy } from './haproxy.js';
import { jsonRecords } from './json-records.js';
import { envoyJson, webJson } from './json-web.js';
import type { LineFormat, LineMapping, MappingOptions } from './line-format.js';
import { loadBalancers } from './load-balancers.js';
import { ingressNginx, nginxProxyManager } from './nginx-proxies.js';
import { ownFields } from './own-layout.js';
import { s3Access } from './s3-access.js';
import { traefikJson, traefikText } from './traefik.js';
import { transitFlow, vpcFlow } from './vpc-flow.js';
import { w3c } from './w3c.js';
import { waf } from './waf.js';
import { webServer } from './web-server.js';

const LINE_FORMATS: readonly LineFormat[] = [
  cloudFront,
  w3c,
  vpcFlow,
  transitFlow,
  ...loadBalancers,
  s3Access,
  waf,
  jsonRecords,
  caddy,
  traefikJson,
  envoyJson,
  webJson,
  nginxProxyManager,
  haproxy,
  envoy,
  ingressNginx,
  traefikText,
  webServer,
];

/** Names by which a format can be given. */
export const FORMATS: readonly string[] = ['csv', 'parquet', ...LINE_FORMATS.map((format) => format.name)];

/** What is around the lines of a log. */
export interface Layer {
  readonly wrapper: Wrapper;
  /** Writers whose messages are of another kind. */
  readonly others: readonly string[];
}

/** A log format that was recognised. */
export interface RecognizedFormat {
  readonly format: LineFormat;
  readonly mapping: LineMapping;
  /** What is around each line, the outermost first. */
  readonly layers: readonly Layer[];
  /** The lines that were looked at, taken out of it. */
  readonly lines: readonly string[];
}

/** No log was seen in more wrappers (assumed). */
const MAX_LAYERS = 4;

/**
 * Recognises a log by its first lines, whatever is around them.
 *
 * @param name a format that was given, or undefined to try all
 */
export function recognizeFormat(
  lines: readonly string[],
  name?: string,
  options?: MappingOptions,
  depth = 0,
): RecognizedFormat | null {
  const bare = () => {
    for (const format of formatsFor(name, options)) {
      const mapping = format.mapping(lines, options);
      if (mapping !== null) return { format, mapping, layers: [], lines };
    }
    return null;
  };
  // What the analyst said of the lines comes before what may be around them.
  const specified = options?.own || options?.fields ? bare() : null;
  if (specified !== null) return specified;
  if (depth < MAX_LAYERS)
    for (const wrapper of WRAPPERS) {
      const found = unwrapped(wrapper, lines, name, options, depth);
      if (found !== null) return found;
    }
  return bare();
}

function unwrapped(
  wrapper: Wrapper,
  lines: readonly string[],
  name: string | undefined,
  options: MappingOptions | undefined,
  depth: number,
): RecognizedFormat | null {
  const whole = wrapper.parts ? joinLines(lines, wrapper.parts) : lines;
  const taken = whole.flatMap((line) => wrapper.unwrap(line) ?? []);
  if (taken.length <= whole.length / 2) return null;
  const all = taken.map(({ message }) => message);
  const writers = [...new Set(taken.flatMap(({ writer }) => writer ?? []))];
  const by = new Map(
    writers.map((writer) => [writer, taken.flatMap((one) => (one.writer === writer ? [one.message] : []))]),
  );
  // One program of many may write the log: the first one whose messages are recognised.
  const candidates = [all, ...[...by.values()].filter((messages) => messages.length < all.length)];
  for (const messages of candidates) {
    const inner = recognizeFormat(messages, name, options, depth + 1);
    if (inner === null) continue;
    const others = writers.filter(
      (writer) => recognizeFormat(by.get(writer)!, inner.format.name, options, depth + 1) === null,
    );
    return { ...inner, layers: [{ wrapper, others }, ...inner.layers] };
  }
  return null;
}

/** Says what is missing for lines that probably are of a format but cannot be read as they are; null for others. */
export function lackingFor(
  lines: readonly string[],
  name?: string,
  options?: MappingOptions,
  depth = 0,
): string | null {
  for (const format of formatsFor(name, options)) {
    const lacking = format.lacking?.(lines, options);
    if (lacking) return lacking;
  }
  if (depth === MAX_LAYERS) return null;
  for (const { unwrap } of WRAPPERS) {
    const messages = lines.flatMap((line) => unwrap(line)?.message ?? []);
    const lacking = messages.length > lines.length / 2 && lackingFor(messages, name, options, depth + 1);
    if (lacking) return lacking;
  }
  return null;
}

/** The formats that are tried, in their order: with a layout that one only, with fields those that they may name, with a map JSON. */
export function formatsFor(
  name: string | undefined,
  { own, fields, map }: MappingOptions = {},
): readonly LineFormat[] {
  if (own) return [own];
  if (fields && name === undefined) return [cloudFront, w3c, vpcFlow, transitFlow, ownFields];
  const first = map && Object.keys(map).length > 0 ? [jsonRecords] : [];
  return [...first, ...LINE_FORMATS].filter((format) => name === undefined || format.name === name);
}
