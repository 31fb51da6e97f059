const HTML = [
  '<script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '<!--<script>alert(1)//',
  '--><script>alert(1)</script>',
  '<![CDATA[<script>alert(1)</script>]]>',
  '</title><script>alert(1)</script>',
  '</textarea><script>alert(1)</script>',
  '</pre><script>alert(1)</script><pre>',
  '</td></tr></table><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<img src="http://attacker.invalid/i.png">',
  '"><img src=x onerror=alert(1)>',
  "'><img src=x onerror=alert(1)>",
  '<img src=`x`onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<svg><foreignObject><iframe src="javascript:alert(1)"></iframe></foreignObject></svg>',
  '<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<object data="data:text/html,<script>alert(1)</script>"></object>',
  '<embed src="http://attacker.invalid/e">',
  '<link rel=stylesheet href="http://attacker.invalid/s.css">',
  '<link rel=dns-prefetch href="//attacker.invalid">',
  '<meta http-equiv=refresh content="0;url=http://attacker.invalid/">',
  '<base href="http://attacker.invalid/">',
  '<style>@import url(http://attacker.invalid/i.css)</style>',
  '<style>*{background:url(http://attacker.invalid/b)}</style>',
  '<div style="background:url(http://attacker.invalid/d)">x</div>',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<marquee onstart=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<audio src="http://attacker.invalid/a.mp3" autoplay></audio>',
  '<form action="http://attacker.invalid/"><button>Sign in again</button></form>',
  '<a href="javascript:alert(1)">open</a>',
  '<a href="JaVa&#10;ScRiPt:alert(1)">open</a>',
  '<a href="data:text/html,<script>alert(1)</script>">open</a>',
  '<template><script>alert(1)</script></template>',
  '<x onclick=alert(1) tabindex=1>click</x>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;img src=x onerror=alert(1)&#62;',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
];

/** What Plotly's pseudo-HTML renders: the third made a real request in plotly.js 4.1. */
const PLOTLY = [
  '<b>bold</b><br><i>italic</i><sup>2</sup>',
  '<a href="https://attacker.invalid/">your account</a>',
  '<span style="background:url(http://attacker.invalid/p)">x</span>',
  '<a href="https://attacker.invalid/" target="_blank" popup="width=1">x</a>',
  '%{customdata} %{x} %{meta}',
  '<extra>hidden</extra>',
  '$\\href{javascript:alert(1)}{x}$',
];

const TEMPLATES = [
  '{{ 7 * 7 }}',
  '{{ resources.metadata }}',
  '{% raw %}{% endblock %}',
  '{# comment #}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the attack is the text of a template
  '${alert(1)}`${alert(1)}`',
  '[[constructor.constructor("alert(1)")()]]',
  '[open](javascript:alert(1)) ![i](http://attacker.invalid/m.png)',
  '=HYPERLINK("http://attacker.invalid/","x")',
];

const CHARACTERS = [
  '\u001b[31mred\u001b[0m \u001b[2J\u001b[1;1Hgone',
  '\u001b]8;;http://attacker.invalid/\u0007link\u001b]8;;\u0007',
  '\u001b]0;title\u0007',
  'user\u202egpj.exe',
  '\u2066\u2067isolated\u2069\u202d',
  'pay\u200bpal\u00ad.com\ufeff',
  'before\u0000after',
  'line\u2028separator\u2029paragraph',
  'over\rwritten',
  'back\b\b\b\bspace\u007f\u0085',
  'surrogate \ud800 alone',
  "' OR 1=1; DROP TABLE traffic; --",
  '../../../../etc/passwd',
  '`code` *bold* # heading | pipe |',
  '𝕊𝕔𝕣𝕚𝕡𝕥 ＜script＞alert(1)＜/script＞',
  'Z̸̛͖a̷l̶g̵o̴'.repeat(20),
];

/** A megabyte of text, in one string without a space. */
export const MEGABYTE = 'A'.repeat(1_000_000);

/**
 * Text as an attacker would choose it, for every place that shows text from records: each must be seen as the text
 * that it is. `alert(1)` run, a dialog, a request to `attacker.invalid` or an element made of it is a failure.
 */
export const HOSTILE: readonly string[] = [...HTML, ...PLOTLY, ...TEMPLATES, ...CHARACTERS];
