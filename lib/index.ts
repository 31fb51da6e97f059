/**
 * Everything that notebooks call, by task, in the order of the work.
 *
 * @example
 * import { openTraffic, describeTraffic, dataCardBlock, show } from './lib/index.js';
 * const traffic = await openTraffic('data/cybersecurity_data.csv');
 * show(dataCardBlock(await describeTraffic(traffic)));
 */

// Load: files to records, and what could not be read
export { openTraffic } from './load/open-traffic.js';
export type { Account } from './load/account.js';
export type { OpenOptions } from './load/open-options.js';
export type { Traffic } from './load/traffic.js';
export { writeRejects } from './load/write-rejects.js';
export { trafficColumns } from './schema/columns.js';

// Enrich: who an address belongs to, offline
export { parseAddressList } from './enrich/parse-address-list.js';
export { enrichAddresses } from './enrich/enrich-addresses.js';
export { readIndicators } from './findings/read-indicators.js';

// Query: SQL, rows, DataFrames; other engines
export type { Engine, QueryOptions } from './engine/engine.js';
export { openAthena } from './engine/athena/open-athena.js';
export type { AthenaSettings } from './engine/athena/run-athena.js';
export type {
  QueryCost,
  QueryEngine,
  QueryParameters,
  RemoteQueryOptions,
  TableEstimate,
} from './engine/query-engine.js';
export { openTrino } from './engine/trino/open-trino.js';
export type { TrinoCost } from './engine/trino/stream-trino.js';
export type { TrinoServer } from './engine/trino/trino-server.js';
export { readSqlFile } from './engine/read-sql-file.js';
export { sqlFor } from './engine/sql-for.js';
export type { SqlResult } from './engine/sql-result.js';
export { toDataFrame } from './engine/to-data-frame.js';

// Compare: what changed from one capture to another
export { type Comparison, compareTraffic } from './compare/compare-traffic.js';
export { describeComparison } from './compare/describe-comparison.js';
export { openTrafficPair } from './compare/open-traffic-pair.js';
export { writeComparison } from './compare/write-comparison.js';
export { rateRatioDots } from './charts/rate-ratio-dots.js';

// Describe: what the data is, and what it cannot say
export { type DataCard, describeTraffic } from './analyze/describe-traffic.js';
export { dataCardBlock } from './report/data-card-block.js';

// Analyze: which clients sent what, from where, when
export { sampleRecords } from './analyze/sample-records.js';
export { clientProfiles } from './analyze/client-profiles.js';
export { trafficByCountry } from './analyze/traffic-by-country.js';
export { trafficByHour } from './analyze/traffic-by-hour.js';
export { trafficByPort } from './analyze/traffic-by-port.js';
export { trafficOverTime } from './analyze/traffic-over-time.js';

// Plot: rows to figures
export { countryBars } from './charts/country-bars.js';
export { countryMap } from './charts/country-map.js';
export { trafficDots } from './charts/traffic-dots.js';
export { trafficTimeline } from './charts/traffic-timeline.js';
export { portBars } from './charts/port-bars.js';
export { precisionRecallCurves } from './charts/precision-recall-curves.js';
export { scoreHistogram } from './charts/score-histogram.js';
export { lossCurves } from './charts/loss-curves.js';

// Detect: features, models, scores
export {
  type Detection,
  type DetectionOptions,
  detectAnomalies,
} from './detect/detect-anomalies.js';
export { type TopAnomaly, topAnomalies } from './report/top-anomalies.js';
export { type TopClient, topClients } from './report/top-clients.js';
export { type ScoredFolder, scoreRecords } from './report/score-records.js';
export type { AnomalyModel } from './detect/anomaly-model.js';
export { loadModel } from './detect/load-model.js';
export { saveModel } from './detect/save-model.js';
export { scoreWith } from './detect/score-with.js';
export { trainOnSample } from './detect/train-on-sample.js';
export { type ApplyThresholdOptions, applyThreshold } from './detect/apply-threshold.js';
export { extractFeatures } from './features/extract-features.js';
export { writeFeatures } from './features/write-features.js';
export type {
  Detector,
  FittedDetector,
  FitOptions,
} from './models/detectors/detector.js';
export {
  type DetectorName,
  detectors,
} from './models/detectors/registry.js';

// Evaluate: how good scores are, and whether the labels can show it
export { type Classification, classifyTraffic } from './evaluate/classify-traffic.js';
export { compareDetectors, evaluateDetectors } from './evaluate/evaluate-detectors.js';
export { evaluateScores } from './evaluate/evaluate-scores.js';
export { writeEvaluation } from './evaluate/write-evaluation.js';
export { describeEvaluation, detectorRows, describeDetectors } from './evaluate/evaluation-text.js';
export { readTruth } from './evaluate/labels.js';
export { precisionRecall } from './evaluate/ranking-metrics.js';

// Investigate: findings, clients, and what to do next
export { anomalousPeriods } from './analyze/anomalous-periods.js';
export { rareValues } from './analyze/rare-values.js';
export { regularClients } from './analyze/regular-clients.js';
export { clientSessions } from './analyze/client-sessions.js';
export { clientActivity } from './analyze/client-activity.js';
export { clientValues } from './analyze/client-values.js';
export { timeBaseline } from './analyze/time-baseline.js';
export { trafficProfiles } from './analyze/traffic-profiles.js';
export { arrivalRaster } from './charts/arrival-raster.js';
export { weekdayHeatmap } from './charts/weekday-heatmap.js';
export { clientHeatmap } from './charts/client-heatmap.js';
export { clientTimeline } from './charts/client-timeline.js';
export { findingTicket } from './findings/export/finding-ticket.js';
export { writeFindings } from './findings/export/write-findings.js';
export { wafIpSets } from './findings/export/waf-ip-sets.js';
export type { Finding, FindingOutcome } from './findings/finding.js';
export { findingEvidence } from './findings/finding-evidence.js';
export type { FindingTable } from './findings/finding-table.js';
export { findingGuide, thresholdGuide } from './findings/finding-guide.js';
export { loadRules } from './rules/load-rules.js';
export { type MatchRulesOptions, matchRules, type RuleMatches } from './rules/match-rules.js';
export type { CompiledRules, RequestRule } from './rules/rule.js';
export { type InvestigateOptions, investigate, type Ledger } from './findings/investigate.js';
export type { FindingThreshold } from './findings/kinds/finding-kind.js';
export type { FindingKindName, ThresholdOptions } from './findings/kinds/index.js';
export { findingsBlock } from './findings/findings-block.js';
export { findingMarks } from './findings/finding-marks.js';
export { applyTriage } from './findings/apply-triage.js';
export { readTriage, type Triage, type TriageEntry } from './findings/triage-file.js';
export { ledgerSummary } from './findings/ledger-summary.js';

// Simulate: traffic whose truth is known
export { writeSimulation } from './simulate/write-simulation.js';

// Report: pages, tables, workbooks
export { type ReportHeadOptions, reportHead } from './report/report-head.js';
export { linkToFilters } from './report/explore/link-to-filters.js';
export { filterControls } from './report/explore/filter-controls.js';
export { describeMethod } from './report/describe-method.js';
export { type MovedFeature, movedFeatures } from './report/describe-model.js';
export { anomaliesBlock, clientsBlock } from './report/anomalies-block.js';
export { summarizeDetection } from './report/summarize-detection.js';
export { sentences } from './report/sentences.js';
export { writeScored } from './report/write-scored.js';
export { writeWorkbook } from './report/write-workbook.js';
export { writeSheets } from './report/xlsx/write-sheets.js';
export { writeSummary } from './report/write-summary.js';

// Show: display in the notebook, and formatting
export { showProgress } from './jupyter/show-progress.js';
export { show } from './jupyter/show.js';
export { formatBytes } from './text/format-bytes.js';
export { formatCount } from './text/format-count.js';
export { formatShare } from './text/format-share.js';
export { table } from './text/table.js';
