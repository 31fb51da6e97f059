import ipaddr from 'ipaddr.js';

/** A way to write an address, by its name. */
type Forms = Readonly<Record<string, string>>;

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const each = (text: string, write: (code: number) => string) =>
  text.replace(/[.:]/g, (c) => write(c.charCodeAt(0)));
const hex = (n: number, width = 0) => n.toString(16).padStart(width, '0');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hexText = (text: string) => Buffer.from(text).toString('hex');

/** Ways to disguise any text that has dots, colons and digits. */
function disguises(ip: string): Forms {
  const percent = each(ip, (code) => `%${hex(code)}`);
  return {
    itself: ip,
    'after a byte order mark': `\ufeff${ip}`,
    'zero-width spaces inside': ip.split('').join('\u200b'),
    'soft hyphens inside': ip.replaceAll(/[.:]/g, '$&\u00ad'),
    'variation selectors inside': ip.replaceAll(/\d/g, '$&\ufe0f'),
    'direction controls inside': `\u202e${ip.slice(0, 5)}\u202c${ip.slice(5)}`,
    'NUL inside': `${ip.slice(0, 4)}\0${ip.slice(4)}`,
    'full width': fullWidth(ip),
    'digits of another script': ip.replace(/\d/g, (d) => String.fromCharCode(0x660 + Number(d))),
    'mathematical digits': ip.replace(/\d/g, (d) => String.fromCodePoint(0x1d7d8 + Number(d))),
    percent,
    'percent, twice': percent.replaceAll('%', '%25'),
    'percent, five times': percent.replaceAll('%', '%252525252525'),
    'decimal entities': each(ip, (code) => `&#${code};`),
    'hexadecimal entities': each(ip, (code) => `&#x${hex(code)};`),
    'named entities': ip.replaceAll('.', '&period;').replaceAll(':', '&colon;'),
    'entities, twice': each(ip, (code) => `&amp;#${code};`),
    'entities as percent': each(ip, (code) => `%26%23${code}%3B`),
    '\\x': each(ip, (code) => `\\x${hex(code)}`),
    '\\u': each(ip, (code) => `\\u${hex(code, 4)}`),
    '\\\\u': each(ip, (code) => `\\\\u${hex(code, 4)}`),
    'regular expression': ip.replaceAll('.', '\\.'),
    defanged: ip.replaceAll('.', '[.]').replaceAll(':', '[:]'),
    brackets: `[${ip}]`,
    port: ip.includes(':') ? `[${ip}]:8443` : `${ip}:8443`,
    base64: base64(ip),
    'base64 without padding': base64(ip).replaceAll('=', ''),
    'base64url of a longer text': Buffer.from(`{"user":"ann?","ip":"${ip}"}`).toString('base64url'),
    'base64 of user@': base64(`user@${ip}`),
    'base64 in another alignment': base64(`abc@${ip} and more`),
    'hexadecimal code': hexText(ip),
    'hexadecimal code in capitals': hexText(ip).toUpperCase(),
  };
}

function ipv4Forms(ip: string): Forms {
  const parts = ip.split('.').map(Number);
  const number = parts.reduce((sum, part) => sum * 256 + part, 0);
  const octal = parts.map((part) => `0${part.toString(8)}`);
  const mapped = (prefix: string) => `${prefix}${hex(number >>> 16)}:${hex(number & 0xffff)}`;
  return {
    ...disguises(ip),
    'leading zeros': parts.map((part) => String(part).padStart(3, '0')).join('.'),
    'octal parts': octal.join('.'),
    'hexadecimal parts': parts.map((part) => `0x${hex(part)}`).join('.'),
    'hexadecimal parts in capitals': parts.map((part) => `0X${hex(part).toUpperCase()}`).join('.'),
    'mixed parts': `0x${hex(parts[0]!)}.${octal[1]}.${parts[2]}.${octal[3]}`,
    'three parts': `${parts[0]}.${parts[1]}.${parts[2]! * 256 + parts[3]!}`,
    'two parts': `${parts[0]}.${number % 2 ** 24}`,
    'decimal number': String(number),
    'hexadecimal number': `0x${hex(number, 8)}`,
    'hexadecimal digits': hex(number, 8),
    'hexadecimal digits in capitals': hex(number, 8).toUpperCase(),
    'octal number': `0${number.toString(8)}`,
    dashes: parts.join('-'),
    underscores: parts.join('_'),
    'name of a host': `ip-${parts.join('-')}.eu-west-1.compute.internal`,
    'name at EC2': `ec2-${parts.join('-')}.compute-1.amazonaws.com`,
    'reversed dashes': [...parts].reverse().join('-'),
    'in-addr.arpa': `${[...parts].reverse().join('.')}.in-addr.arpa`,
    padded: parts.map((part) => String(part).padStart(3, '0')).join(''),
    mapped: `::ffff:${ip}`,
    'mapped in capitals': `::FFFF:${ip}`,
    'mapped in full': `0:0:0:0:0:ffff:${ip}`,
    'mapped hexadecimal': mapped('::ffff:'),
    NAT64: mapped('64:ff9b::'),
    'NAT64 dotted': `64:ff9b::${ip}`,
    '6to4': `${mapped('2002:')}::`,
    ISATAP: mapped('fe80::5efe:'),
    'ISATAP dotted': `fe80::200:5efe:${ip}%eth0`,
    'after a version': `v1.${ip}`,
    'before a version': `${ip}.1`,
  };
}

function ipv6Forms(ip: string): Forms {
  const parsed = ipaddr.IPv6.parse(ip);
  const groups = parsed.parts.map((part) => hex(part, 4));
  const digits = groups.join('');
  return {
    ...disguises(ip),
    capitals: ip.toUpperCase(),
    full: groups.join(':'),
    'without leading zeros': parsed.parts.map((part) => hex(part)).join(':'),
    'without colons': digits,
    'decimal number': String(BigInt(`0x${digits}`)),
    zone: `${ip}%eth0`,
    'zone in a URL': `[${ip}%25eth0]`,
    'ipv6-literal.net': `${ip.replaceAll(':', '-')}.ipv6-literal.net`,
    dashes: groups.join('-'),
    'ip6.arpa': `${Array.from(digits).reverse().join('.')}.ip6.arpa`,
    'ip6.arpa in capitals': `${Array.from(digits.toUpperCase()).reverse().join('.')}.IP6.ARPA`,
    'two with a colon': `${ip}:${ip}`,
    'many with colons': Array(6).fill(ip).join(':'),
    'after a time': `23:59:59:${ip}`,
  };
}

/** Ways in which an address may stand in a text, by their names. */
export const addressForms = (ip: string): Forms => (ip.includes(':') ? ipv6Forms(ip) : ipv4Forms(ip));

/** What must be in no output: the characters of each form that say the address, without what frames them. */
export function tracesOf(ip: string): readonly string[] {
  const frames =
    /^(?:ip-|ec2-|v1\.)|\.eu-west-1.*$|\.compute-1.*$|:8443$|\.ipv6-literal\.net$|%eth0$|%25eth0\]$/g;
  const forms = Object.entries(addressForms(ip))
    // These say it in the encoded text only, of which each part is searched below.
    .filter(([name]) => !/longer|user@|alignment|many|two with|after a time|version/.test(name))
    .map(([, form]) => form.replace(frames, '').replaceAll('=', '').toLowerCase());
  // Three bytes are four characters, in each of three alignments.
  const inBase64 = [0, 1, 2].map((before) => {
    const text = Buffer.from(' '.repeat(before) + ip).toString('base64');
    return text.slice(before === 0 ? 0 : 4, Math.floor((before + ip.length) / 3) * 4).toLowerCase();
  });
  return [...new Set([...forms, ...inBase64])];
}
