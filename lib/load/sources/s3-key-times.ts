import type { Period } from '../filter/record-filter.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Records up to this far from the times of a key are found: windows of VPC flow logs last ten minutes and are delivered
 * within ten more, Firehose gathers for 15 minutes, and a request stands in the log of its end (assumed enough; AWS
 * delivers at its best effort and now and then later, Firehose with a time zone of its own is not known).
 */
const MARGIN_MS = HOUR_MS;

/** `2024/04/25/` as AWS services and Firehose write, and `year=2024/month=04/day=25/hour=14/`. */
const FOLDERS =
  /(?:^|\/)(?:year=(\d{4})\/month=(\d\d?)(?:\/day=(\d\d?)(?:\/hour=(\d\d?))?)?|((?:19|20)\d\d)\/(\d\d)(?:\/(\d\d))?)\//;
/** `dt=2024-04-25/` or `dt=20240425/`, and the hour that may come next to it. */
const PARTITION =
  /(?:^|\/)(?:dt|ds|date|day|datehour|log_date|event_date)=(\d{4})-?(\d\d)-?(\d\d)(?:[-T](\d\d))?(?:\/(?:hour|hr|h)=(\d\d?))?\//;
/** VPC flow, load balancers, WAF: the end of five minutes. */
const STAMP = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/]*$/;
/** CloudFront: the hour of the requests. */
const CLOUDFRONT = /[A-Z\d]{10,}\.(\d{4})-(\d\d)-(\d\d)-(\d\d)\.[\da-f]{8}\.(?:gz|parquet)$/;
/** Firehose: when it began to gather. */
const FIREHOSE = /-(\d{4})-(\d\d)-(\d\d)-(\d\d)-(\d\d)-\d\d-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}[^/]*$/;

/** Times from the one on, and before the other, in milliseconds. */
type Span = readonly [number, number];

/** The days, or the hour, that the folders of a key name; undefined where they name none. */
function folderTimes(key: string): Span | undefined {
  const partition = PARTITION.exec(key);
  if (partition) {
    const [, year, month, day, joined, apart] = partition;
    return span(year, month, day, joined ?? apart);
  }
  const folders = FOLDERS.exec(key);
  if (folders === null) return undefined;
  const [, year = folders[5], month = folders[6], day = folders[7], hour] = folders;
  return span(year, month, day, hour);
}

function fileTimes(key: string): Span | undefined {
  const stamp = STAMP.exec(key);
  if (stamp) {
    const end = span(stamp[1], stamp[2], stamp[3], stamp[4], stamp[5]);
    return end && [end[0] - 5 * MINUTE_MS, end[0]];
  }
  const [, year, month, day, hour, minute] = CLOUDFRONT.exec(key) ?? FIREHOSE.exec(key) ?? [];
  return year === undefined ? undefined : span(year, month, day, hour, minute);
}

/** Undefined where the digits are no date. */
function span(year = '', month = '', day?: string, hour?: string, minute?: string): Span | undefined {
  const [y, m, d, h, min] = [year, month, day ?? 1, hour ?? 0, minute ?? 0].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const from = Date.UTC(y, m - 1, d, h, min);
  const same = new Date(from);
  if (same.getUTCMonth() !== m - 1 || same.getUTCDate() !== d || h > 23 || min > 59) return undefined;
  if (day === undefined) return [from, Date.UTC(y, m, 1)];
  return [from, from + (minute !== undefined ? 5 * MINUTE_MS : hour !== undefined ? HOUR_MS : DAY_MS)];
}

const touches = ([from, to]: Span, period: Period) =>
  (period.to === undefined || from - MARGIN_MS < period.to.getTime()) &&
  (period.from === undefined || to + MARGIN_MS > period.from.getTime());

/**
 * Whether an object, or a folder (its key ends with `/`), may hold records of a period, as far as its key says. The stamp
 * of a file counts where it does not contradict its folders; keys without a date may hold anything.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
 *
 * @example
 * mayHoldTimes('dt=2024-04-25/a.gz', { from: new Date('2024-05-01') }); // false
 */
export function mayHoldTimes(key: string, period: Period): boolean {
  const folder = folderTimes(key);
  const file = fileTimes(key);
  if (folder === undefined) return file === undefined || touches(file, period);
  const agree = file !== undefined && file[0] <= folder[1] && file[1] >= folder[0];
  return touches(agree ? file : folder, period);
}

/** Whether the folders of a key name a day already, below which nothing is left out by folders. */
export function namesDay(folder: string): boolean {
  const times = folderTimes(folder);
  return times !== undefined && times[1] - times[0] <= DAY_MS;
}
