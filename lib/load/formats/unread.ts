/** A log that people have and that is not read yet, so that an error can name it. */
interface UnreadFormat {
  readonly title: string;
  readonly matches: (lines: readonly string[]) => boolean;
  /** What to do, a sentence's end. */
  readonly remedy: string;
}

const some = (lines: readonly string[], pattern: RegExp) => lines.some((line) => pattern.test(line));

const UNREAD: readonly UnreadFormat[] = [
  {
    title: 'a Zeek log',
    matches: (lines) => some(lines, /^#fields\t.*\bid\.orig_h\b/) || some(lines, /^\{.*"id\.orig_h"\s*:/),
    remedy:
      'Zeek is not read yet; write its JSON with the options --map src_ip=id.orig_h,creation_time=ts,dst_ip=id.resp_h,dst_port=id.resp_p',
  },
  {
    title: 'OCSF (Open Cybersecurity Schema Framework)',
    matches: (lines) =>
      some(lines, /^\s*\{.*"class_uid"\s*:\s*\d/) && some(lines, /"(?:src_endpoint|category_uid)"/),
    remedy:
      'OCSF is not read yet; open it with --map src_ip=src_endpoint.ip,creation_time=time,dst_ip=dst_endpoint.ip,dst_port=dst_endpoint.port,bytes_in=traffic.bytes',
  },
  {
    title: 'Suricata EVE JSON',
    matches: (lines) => some(lines, /^\{.*"event_type"\s*:\s*"[a-z_]+".*"src_ip"|^\{.*"flow_id"\s*:/),
    remedy: 'open it with --map creation_time=timestamp,dst_ip=dest_ip,dst_port=dest_port',
  },
  {
    title: "Squid's native access log",
    matches: (lines) => some(lines, /^\d{9,10}\.\d{3} +\d+ \S+ (?:TCP|UDP|NONE)_?\w*\/\d{3} \d+ [A-Z]+ /),
    remedy: 'Squid is not read yet; set its logformat to combined',
  },
];

/** Says of lines that no format fits what they probably are, a sentence's end; null where nothing is known of them. */
export function unreadFormat(lines: readonly string[]): string | null {
  const found = UNREAD.find(({ matches }) => matches(lines));
  return found === undefined ? null : `is ${found.title}: ${found.remedy}.`;
}
