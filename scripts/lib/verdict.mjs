// What a test run amounts to, read from the tools' own reports. A report that is missing or unreadable is a failure, never a zero.
import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, note?: string }} Verdict */

/**
 * @typedef {object} UnitReport  what is read of vitest's JSON report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/** @typedef {{ stats: { expected: number, unexpected: number, flaky: number }, errors: unknown[] }} E2eReport  what is read of Playwright's */

/**
 * @param {UnitReport} report
 * @returns {Verdict}
 */
export function unitVerdict(report) {
  // A file that fails to load has no failed test in it, and still is a failure.
  const broken = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/**
 * A test that passed only when repeated ("flaky") has failed.
 * @param {E2eReport} report
 * @returns {Verdict}
 */
export function e2eVerdict(report) {
  return { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky + report.errors.length };
}

/**
 * The verdict on a stage that leaves a report: the report's own sums, and at least one failure when the tool ended badly, the report
 * is missing or unreadable, or nothing at all was tested.
 * @template T
 * @param {string} file
 * @param {number} exitCode  of the tool
 * @param {(report: T) => Verdict} judge
 * @returns {Verdict}
 */
export function reportVerdict(file, exitCode, judge) {
  if (!existsSync(file)) return { passed: 0, failed: 1, note: 'left no report' };
  /** @type {Verdict} */
  let verdict;
  try {
    verdict = judge(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return { passed: 0, failed: 1, note: `left a report that cannot be read: ${String(error)}` };
  }
  const { passed, failed } = verdict;
  if (!Number.isInteger(passed) || !Number.isInteger(failed)) return { passed: 0, failed: 1, note: 'left a report without sums' };
  if (failed > 0) return verdict;
  if (exitCode !== 0) return { passed, failed: 1, note: `ended with exit code ${exitCode}` };
  if (passed === 0) return { passed, failed: 1, note: 'tested nothing' };
  return verdict;
}

/**
 * The one line that a run ends with.
 * @param {readonly Verdict[]} verdicts
 */
export function closingLine(verdicts) {
  const sum = (/** @type {'passed' | 'failed'} */ key) => verdicts.reduce((total, verdict) => total + verdict[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}
