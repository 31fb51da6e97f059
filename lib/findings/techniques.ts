/** A technique of MITRE ATT&CK. */
export interface Technique {
  readonly id: string;
  readonly name: string;
  readonly tactics: readonly string[];
  readonly url: string;
  /** The technique's own id in STIX bundles. */
  readonly stixId: string;
}

/** The version of ATT&CK Enterprise that {@link techniques} are from. */
export const attackVersion = '18.1';

const technique = (id: string, name: string, tactics: readonly string[], stix: string): Technique => ({
  id,
  name,
  tactics,
  url: `https://attack.mitre.org/techniques/${id.replace('.', '/')}`,
  stixId: `attack-pattern--${stix}`,
});

/**
 * The techniques that a finding may name, by id: MITRE ATT&CK Enterprise v18.1, © The MITRE Corporation,
 * reproduced under the ATT&CK Terms of Use.
 *
 * @example
 * techniques.get('T1110.001')?.name; // 'Password Guessing'
 */
export const techniques: ReadonlyMap<string, Technique> = new Map(
  [
    technique('T1595', 'Active Scanning', ['reconnaissance'], '67073dde-d720-45ae-83da-b12d5e73ca3b'),
    technique('T1595.001', 'Scanning IP Blocks', ['reconnaissance'], 'db8f5003-3b20-48f0-9b76-123e44208120'),
    technique(
      'T1595.002',
      'Vulnerability Scanning',
      ['reconnaissance'],
      '5502c4e9-24ef-4d5f-8ee9-9e906c2f82c4',
    ),
    technique('T1595.003', 'Wordlist Scanning', ['reconnaissance'], 'bed04f7d-e48a-4e76-bd0f-4c57fe31fc46'),
    technique(
      'T1594',
      'Search Victim-Owned Websites',
      ['reconnaissance'],
      '16cdd21f-da65-4e4f-bc04-dd7d198c7b26',
    ),
    technique(
      'T1190',
      'Exploit Public-Facing Application',
      ['initial-access'],
      '3f886f2a-874f-4333-b794-aa6075009b1c',
    ),
    technique('T1110', 'Brute Force', ['credential-access'], 'a93494bb-4b80-4ea1-8695-3236a49916fd'),
    technique(
      'T1110.001',
      'Password Guessing',
      ['credential-access'],
      '09c4c11e-4fa1-4f8c-8dad-3cf8e69ad119',
    ),
    technique(
      'T1110.004',
      'Credential Stuffing',
      ['credential-access'],
      'b2d03cea-aec1-45ca-9744-9ee583c1e1cc',
    ),
    technique('T1505.003', 'Web Shell', ['persistence'], '5d0d3609-d06d-49e1-b9c9-b544e0c618cb'),
    technique(
      'T1059',
      'Command and Scripting Interpreter',
      ['execution'],
      '7385dfaf-6886-4229-9ecd-6fd678040830',
    ),
    technique('T1083', 'File and Directory Discovery', ['discovery'], '7bc57495-ea59-4380-be31-a64af124ef18'),
    technique(
      'T1048',
      'Exfiltration Over Alternative Protocol',
      ['exfiltration'],
      'a19e86f8-1c0a-4fea-8407-23b73d615776',
    ),
    technique('T1499.002', 'Service Exhaustion Flood', ['impact'], '38eb0c22-6caf-46ce-8869-5964bd735858'),
  ].map((each) => [each.id, each]),
);
