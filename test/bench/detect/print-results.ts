import { DEFAULT, type Result } from './compare-detectors.js';
import { mean, type Quality } from './scores.js';

/** A difference that does not count. */
const NEAR = 0.01;
const three = (value: number | null | undefined) => (value == null ? '' : value.toFixed(3));
const percent = (share: number) => (Number.isNaN(share) ? 'none' : `${(100 * share).toFixed(1)} %`);
const nameOf = ({ detector, features, ours }: Quality) =>
  ours ? (detector === DEFAULT ? DEFAULT : `our ${detector}`) : `${detector}, ${features}`;

type Metric = 'record' | 'evidence' | 'client';

/** The peer that ranks best by a metric, which is known only afterwards. */
function bestPeer({ qualities }: Result, metric: Metric, name = /./): Quality | undefined {
  return qualities
    .filter(({ ours, detector }) => !ours && name.test(detector))
    .reduce<Quality | undefined>(
      (best, one) => (best !== undefined && best[metric] >= one[metric] ? best : one),
      undefined,
    );
}

const ourQuality = ({ qualities }: Result, name: string) =>
  qualities.find(({ ours, detector }) => ours && detector === name);

/** Prints detectors × settings, the best mean first. */
function printDetectors(results: readonly Result[], metric: Metric): void {
  const lines = results[0]!.qualities.map((first) => {
    const name = nameOf(first);
    const values = results.map(({ qualities }) => qualities.find((one) => nameOf(one) === name)![metric]);
    return { name, values };
  });
  // What detectAnomalies returns may contain the evidence by client already.
  if (metric === 'record')
    lines.push({ name: 'detectAnomalies', values: results.map(({ found }) => found.record) });
  lines.sort((a, b) => mean(b.values) - mean(a.values));
  console.table(
    Object.fromEntries(
      lines.map(({ name, values }) => [
        name,
        Object.fromEntries([
          ...results.map(({ setting }, i) => [setting.name, three(values[i])] as const),
          ['mean', three(mean(values))],
        ]),
      ]),
    ),
  );
}

/** Prints what the default detector found beside the best peers. */
export function printResults(results: readonly Result[], seeds: number): void {
  const bySetting = (
    columns: (result: Result) => Readonly<Record<string, string | number>>,
    shown = results,
  ) => console.table(Object.fromEntries(shown.map((result) => [result.setting.name, columns(result)])));
  const lessPeer = (result: Result, name: RegExp) => {
    const [own, peer] = [ourQuality(result, 'autoencoder'), bestPeer(result, 'record', name)];
    return own && peer ? three(own.record - peer.record) : '';
  };
  const differences = results.map((result) => result.found.record - bestPeer(result, 'record')!.record);

  console.log(`\nAverage precision of records, without labels, means of ${seeds} seeds`);
  printDetectors(results, 'record');
  console.log('\nThe same with the evidence by client added to the scores of each detector');
  printDetectors(results, 'evidence');
  console.log('\nThe default, and the best single peer without evidence by client');
  bySetting((result) => ({
    records: result.records,
    attacks: result.attacks,
    default: three(result.found.record),
    'best peer': three(bestPeer(result, 'record')!.record),
    name: nameOf(bestPeer(result, 'record')!),
    difference: three(result.found.record - bestPeer(result, 'record')!.record),
    flagged: percent(result.found.flagged),
    'attacks among flagged': percent(result.found.attacksAmongFlagged),
  }));
  console.log('\nOur autoencoder less those of scikit-learn and Keras, each on its better columns');
  bySetting((result) => ({
    autoencoder: three(ourQuality(result, 'autoencoder')?.record),
    'less scikit-learn': lessPeer(result, /^scikit-learn autoencoder$/),
    'less Keras': lessPeer(result, /^Keras autoencoder$/),
  }));
  console.log('\nEvidence by client');
  bySetting((result) => {
    const own = ourQuality(result, DEFAULT)!;
    const peer = bestPeer(result, 'evidence')!;
    return {
      clients: result.clients,
      'between clients': three(own.icc),
      'default, record alone': three(own.record),
      'default and client': three(own.evidence),
      detectAnomalies: three(result.found.record),
      'best peer and client': three(peer.evidence),
      name: nameOf(peer),
    };
  });
  const withClients = results.filter(({ setting }) => setting.clients);
  if (withClients.length > 0) {
    console.log(
      `\nAverage precision of clients (default: ${withClients[0]!.found.client === null ? 'shrunk mean of its scores of records' : 'its own scores of clients'})`,
    );
    bySetting((result) => {
      const peer = bestPeer(result, 'client')!;
      const own = result.found.client ?? ourQuality(result, DEFAULT)!.client;
      return { default: three(own), 'best peer': three(peer.client), name: nameOf(peer) };
    }, withClients);
  }
  const near = differences.filter((difference) => difference >= -NEAR).length;
  console.log(
    `\nWithin ${NEAR} of the best single peer without evidence by client, or above: ${near} of ${results.length}; ` +
      `worst difference ${three(Math.min(...differences))}; mean ${three(mean(differences))}; ` +
      `mean average precision ${three(mean(results.map(({ found }) => found.record)))}.`,
  );
}
