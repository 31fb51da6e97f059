import type { Progress } from '../progress/long-operation.js';

/** Options of `openTraffic`. */
export interface OpenOptions {
  /**
   * Format of the files, such as `csv`, `json`, `parquet`, `aws-vpc-flow`, `aws-waf`, `aws-alb`, `aws-cloudfront`, `web-server`
   * (data/README.md lists them all);
   * recognized from the content of each file by default.
   */
  readonly format?: string;
  /**
   * The layout of a log that has no header line: the names of its fields in their order, as a list or as one text with spaces
   * (`date time c-ip cs-method …`), or the text of nginx's `log_format`, Apache's `LogFormat` or the log format of HAProxy or Envoy.
   * By default the environment variable TRAFFIC_FIELDS, or none: it is recognized, or known from the format.
   */
  readonly fields?: string | readonly string[];
  /**
   * Names in a table or in JSON by the column of the schema that they hold: `{ src_ip: 'clientAddress' }`, or as one text
   * `src_ip=clientAddress,bytes_out=respBytes`; in JSON a dot leads into an object. By default the environment variable TRAFFIC_MAP,
   * or none.
   */
  readonly map?: string | Readonly<Record<string, string>>;
  /** Whether `fields` and `map` are saved in `data/maps`, to be found again for files of the same kind; false by default. */
  readonly saveMap?: boolean;
  /**
   * Addresses or CIDRs of your own proxies; by default the environment variable TRAFFIC_PROXIES, with commas, or none. For requests from them the client is taken from X-Forwarded-For. From
   * any other sender that header is only a claim, and stays in `forwarded_for`.
   */
  readonly proxies?: readonly string[];
  /**
   * Formats of the file's times in the notation of strptime, such as `%d/%m/%Y %H:%M:%S`, where they are none that is read
   * without. By default the lines of the environment variable TRAFFIC_TIME_FORMAT, or none.
   */
  readonly timeFormat?: string | readonly string[];
  /**
   * Time zone of times without one, such as `Europe/Berlin`. By default the environment variable TRAFFIC_TIME_ZONE, or UTC. Times
   * that the change of clocks leaves out or repeats are counted in `accounts`.
   */
  readonly timeZone?: string;
  /**
   * Character between thousands, such as `.` for 25.207.794; by default the environment variable TRAFFIC_THOUSANDS, or none: rows
   * with such numbers are then rejected.
   */
  readonly thousands?: string;
  /**
   * Filters such as `country=DE,US`, `port=443,8000-8999`, `source=198.51.100.0/24` or `status!=200`; a record has to pass all of
   * them; within one, a comma means “or”. By default the lines of the environment variable TRAFFIC_FILTER, or none.
   */
  readonly where?: string | readonly string[];
  /** Opens records from this time on, ISO 8601 in UTC. By default the environment variable TRAFFIC_FROM, or no limit. */
  readonly from?: string;
  /**
   * Opens records before this time, ISO 8601 in UTC; a day without an hour means its end. By default the environment variable
   * TRAFFIC_TO, or no limit.
   */
  readonly to?: string;
  /**
   * Whether addresses and the values of queries are masked, equal values by equal masks. By default true if the environment variable
   * REDACT is 1. Credentials in requests are always masked.
   */
  readonly redact?: boolean;
  /** Stops loading when it is aborted; the signal's reason is thrown. None by default. */
  readonly signal?: AbortSignal;
  /** Called with the progress of steps that take longer than two seconds; not called by default. */
  readonly onProgress?: (progress: Progress) => void;
}
