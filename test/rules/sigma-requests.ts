import type { RequestRow } from './request-rows.js';

const IE11 = 'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko';
const UPDATE = 'lng=en&ver=2-5&beta=n&type=upd&rmode=p&product=aips';

/** By the file of a SigmaHQ rule: requests that it matches, and requests that it nearly matches. */
export const SIGMA_REQUESTS: Readonly<
  Record<string, readonly [matches: readonly RequestRow[], others: readonly RequestRow[]]>
> = {
  proxy_download_susp_dyndns: [
    [{ uri: '/a/Invoice.EXE?x=1', host: 'files.HOPTO.org' }],
    [
      { uri: '/a/invoice.exe', host: 'hopto.org.example' },
      { uri: '/a?f=invoice.exe', host: 'x.hopto.org' },
    ],
  ],
  proxy_download_susp_tlds_blacklist: [
    [{ uri: '/x.zip', host: 'a.top' }],
    [
      { uri: '/x.zip', host: 'a.example' },
      { uri: '/x.html', host: 'a.top' },
    ],
  ],
  proxy_download_susp_tlds_whitelist: [
    [
      { uri: '/x.ps1', host: 'a.example' },
      { uri: '/x.ps1', host: null },
    ],
    [{ uri: '/x.ps1', host: 'a.COM' }],
  ],
  proxy_downloadcradle_webdav: [
    [{ uri: '/x', user_agent: 'Microsoft-WebDAV-MiniRedir/10.0.19045' }],
    [{ method: 'PROPFIND', user_agent: 'Microsoft-WebDAV-MiniRedir/10.0.19045' }],
  ],
  proxy_f5_tm_utility_bash_api_request: [
    [{ method: 'POST', uri: '/mgmt/tm/util/bash' }],
    [{ uri: '/mgmt/tm/util/bash' }, { method: 'POST', uri: '/mgmt/tm/util/bash/x' }],
  ],
  proxy_hello_world_user_agent: [[{ user_agent: 'Hello-World/1.0' }], [{ user_agent: 'Hello-World/1.01' }]],
  proxy_hktl_baby_shark_default_agent_url: [[{ uri: '/momyshark?key=1' }], [{ uri: '/momyshark/key=1' }]],
  proxy_hktl_cobalt_strike_malleable_c2_requests: [
    [
      { method: 'POST', uri: '/N4215/adj/amzn.us.sr.aps', host: 'www.amazon.com', user_agent: IE11 },
      { user_agent: 'Mozilla/5.0 (x; MANM; MANM)' },
      { uri: '/oscp/x', host: 'ocsp.verisign.com' },
      { uri: '/a?manifest=wac', host: 'onedrive.live.com' },
    ],
    [
      {
        uri: '/s/ref=nb_sb_noss_1/167-3294888-0262949/field-keywords=books',
        host: 'www.amazon.com',
        user_agent: IE11,
      },
      { uri: 'https://onedrive.live.com/a?manifest=wac', host: 'onedrive.live.com' },
    ],
  ],
  proxy_hktl_empire_ua_uri_patterns: [
    [{ method: 'POST', uri: '/news.php', user_agent: IE11 }],
    [
      { uri: '/news.php', user_agent: IE11 },
      { method: 'POST', uri: '/news.php?x', user_agent: IE11 },
    ],
  ],
  proxy_pua_advanced_ip_scanner_update_check: [
    [{ uri: `/checkupdate.php?${UPDATE}` }],
    [{ uri: `/checkupdate.php?${UPDATE.replace('beta=n&', '')}` }],
  ],
  proxy_pwndrop: [[{ uri: '/PwnDrop/api' }], [{ uri: '/pwndrops' }]],
  proxy_raw_paste_service_access: [
    [{ uri: 'http://www.ghostbin.co/paste/abc/raw/' }, { uri: 'https://paste.ee/p/1' }],
    [{ uri: 'http://www.ghostbin.co/paste/abc/' }],
  ],
  proxy_susp_flash_download_loc: [
    [{ uri: '/x/install_flash_player.exe', host: 'a.example' }, { uri: '/flash_install.php?x=1' }],
    [{ uri: '/x/install_flash_player.exe', host: 'get.adobe.com' }],
  ],
  proxy_susp_ipfs_cred_harvest: [
    [{ uri: 'https://IPFS.io/ipfs/x.html#ada@mail.example.org' }],
    [{ uri: 'https://ipfs.io/ipfs/x' }],
  ],
  proxy_telegram_api: [
    [
      { host: 'api.telegram.org', user_agent: 'curl/8' },
      { host: 'api.telegram.org', user_agent: null },
    ],
    [{ host: 'api.telegram.org', user_agent: 'TelegramBot' }],
  ],
  proxy_ua_apt: [
    [{ user_agent: 'Mozilla v5.1 (X)' }, { user_agent: 'webclient' }, { user_agent: 'HOTS SCOT' }],
    [{ user_agent: 'webclient/1' }],
  ],
  proxy_ua_base64_encoded: [[{ user_agent: 'TW96aWxsYS81LjA' }], [{ user_agent: 'x TW96aWxsYS81LjA' }]],
  proxy_ua_bitsadmin_susp_ip: [
    [{ user_agent: 'Microsoft BITS/7.8', host: '192.0.2.17' }],
    [{ user_agent: 'Microsoft BITS/7.8', host: '192.0.2.10' }],
  ],
  proxy_ua_bitsadmin_susp_tld: [
    [{ user_agent: 'Microsoft BITS/7.8', host: 'a.example' }],
    [{ user_agent: 'Microsoft BITS/7.8', host: 'a.com' }],
  ],
  proxy_ua_cryptominer: [[{ user_agent: 'XMRig 6.21' }], [{ user_agent: 'not XMRig 6.21' }]],
  proxy_ua_empty: [[{ user_agent: null }, { user_agent: '' }], [{ user_agent: 'x' }]],
  proxy_ua_frameworks: [
    [{ user_agent: 'Internet Explorer 9' }, { user_agent: 'my Exploit kit' }],
    [{ user_agent: 'Mozilla/5.0 (X11)' }],
  ],
  proxy_ua_hacktool: [[{ user_agent: 'Mozilla/4.0 (Hydra)' }], [{ user_agent: 'hydra' }]],
  proxy_ua_malware: [
    [{ user_agent: 'a<|>b' }, { user_agent: 'x tiny' }, { user_agent: 'M' }],
    [{ user_agent: 'tiny x' }],
  ],
  proxy_ua_powershell: [
    [{ user_agent: 'Mozilla/5.0 (Windows NT) WindowsPowerShell/5.1' }],
    [{ user_agent: 'WindowsPowerShell/5.1' }],
  ],
  proxy_ua_rclone: [[{ user_agent: 'rclone/v1.65' }], [{ user_agent: 'rclone/1.65' }]],
  proxy_ua_susp: [
    [{ user_agent: 'Mozila/5.0' }, { user_agent: 'my Loader' }, { user_agent: 'xxx' }],
    [
      { user_agent: 'Mozilla/3.0 (x; Acrobat 5.0)' },
      { user_agent: 'Mozilla/3.0 (x)', host: 'www.adobe.com' },
      { user_agent: 'xx' },
    ],
  ],
  proxy_ua_susp_base64: [[{ user_agent: 'YWJj=' }], [{ user_agent: 'a=b' }]],
  proxy_webdav_external_execution: [
    [{ uri: '/a.LNK', user_agent: 'Microsoft-WebDAV-MiniRedir/10', dst_ip: '192.0.2.1' }],
    [
      { uri: '/a.lnk', user_agent: 'Microsoft-WebDAV-MiniRedir/10', dst_ip: '172.31.0.1' },
      { uri: '/a.lnk', user_agent: 'Microsoft-WebDAV-MiniRedir/10', dst_ip: 'fd00::1' },
      { uri: '/a.txt', user_agent: 'Microsoft-WebDAV-MiniRedir/10', dst_ip: '192.0.2.1' },
    ],
  ],
  web_apache_segfault: [[{ uri: '/?q=exit%20signal+Segmentation%20Fault' }], [{ uri: '/?q=exit' }]],
  web_apache_threading_error: [
    [
      {
        referer:
          '__pthread_tpp_change_priority: Assertion `new_prio == -1 || (new_prio >= fifo_min_prio && new_prio <= fifo_max_prio)',
      },
    ],
    [{ uri: '/__pthread_tpp_change_priority' }],
  ],
  web_f5_tm_utility_bash_api_request: [
    [{ method: 'post', uri: '/x/mgmt/tm/util/bash' }],
    [{ method: 'POST', uri: '/mgmt/tm/util/bas' }],
  ],
  web_iis_tilt_shortname_scan: [
    [{ uri: '/*~1*/a.aspx', method: 'OPTIONS', response_code: 301 }],
    [
      { uri: '/*~1*/a.aspx', method: 'OPTIONS', response_code: 404 },
      { uri: '/*~1*/a.aspx', method: 'POST', response_code: 200 },
    ],
  ],
  web_java_payload_in_access_logs: [
    [{ uri: '/?x=%24%7B%28%23a%3D%40x' }, { user_agent: 'x getRuntime().exec(1)' }],
    [{ uri: '/?x=java' }],
  ],
  web_jndi_exploit: [
    [{ referer: 'ldap://192.0.2.1/TomcatBypass/Command/x' }, { uri: '/%42asic/ReverseShell/x' }],
    [{ uri: '/TomcatBypass/Commands' }],
  ],
  web_nginx_core_dump: [[{ uri: '/?exited on signal 6 (core dumped)' }], [{ uri: '/?exited on signal 6' }]],
  web_path_traversal_exploitation_attempt: [
    [
      { uri: '/?f=../../../../etc/passwd' },
      { uri: '/?f=%2e%2e%2f..%2f..%2fetc%2fpasswd' },
      { uri: '/?f=..%252f..%252f..%252fetc%252fx' },
    ],
    [{ uri: '/?f=../../etc/passwd' }],
  ],
  web_source_code_enumeration: [[{ uri: '/.git/HEAD' }, { uri: '/%2egit/' }], [{ uri: '/.github/x' }]],
  web_sql_injection_in_access_logs: [
    [{ uri: '/?id=1+UNION+SELECT+1', response_code: 200 }, { uri: "/?id=' or '1'='1" }],
    [
      { uri: '/?id=1+UNION+SELECT+1', response_code: 404 },
      { uri: '/?id=1+UNION+SELECT+1', method: 'POST' },
    ],
  ],
  web_ssti_in_access_logs: [[{ uri: '/?n=%7B%7b7*7}}' }], [{ uri: '/?n={{7*7}}', response_code: 404 }]],
  web_susp_useragents: [[{ user_agent: 'sqlmap/1.8#stable' }], [{ user_agent: 'sqlmap' }]],
  web_susp_windows_path_uri: [
    [{ uri: '/?f=C:/Windows/win.ini' }, { uri: '/?f=c%3a%5cusers%5cx' }],
    [{ uri: '/?f=D:/Windows' }],
  ],
  web_webshell_regeorg: [
    [{ uri: '/t.aspx?cmd=read', method: 'POST' }],
    [{ uri: '/t.aspx?cmd=read', method: 'POST', user_agent: 'x' }, { uri: '/t.aspx?cmd=read' }],
  ],
  web_win_webshells_in_access_logs: [
    [{ uri: '/c.asp?c=whoami' }, { uri: '/c.asp?c=net+user' }],
    [{ uri: '/c.asp?c=whoami', method: 'POST' }],
  ],
  web_xss_in_access_logs: [
    [{ uri: '/?q=%3Cscript%3Ealert(1)' }, { uri: '/?q="+onerror=x' }],
    [{ uri: '/?q=<script>alert(1)', response_code: 404 }],
  ],
};
