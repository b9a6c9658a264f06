// A test run that did not happen must never read as one that passed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closingLine, e2eVerdict, reportVerdict, unitVerdict } from '../../scripts/lib/verdict.mjs';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guitai-verdict-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: string): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, content);
  return file;
}
const unit = (passed: number, failed: number, testResults: object[] = []) =>
  report(JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults }));
const e2e = (stats: object, errors: string[] = []) =>
  report(JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 0, ...stats }, errors }));

describe('unit report', () => {
  test('sums are taken over', () => {
    expect(reportVerdict(unit(12, 0), 0, unitVerdict)).toEqual({ passed: 12, failed: 0 });
    expect(reportVerdict(unit(12, 3), 1, unitVerdict)).toEqual({ passed: 12, failed: 3 });
  });
  test('a file that does not even load is a failure, though no test in it failed', () => {
    const broken = { status: 'failed', assertionResults: [] };
    expect(reportVerdict(unit(12, 0, [broken]), 1, unitVerdict)).toEqual({ passed: 12, failed: 1 });
  });
  test('a file with failed tests is not counted on top of them', () => {
    const failing = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
    expect(reportVerdict(unit(1, 1, [failing]), 1, unitVerdict)).toEqual({ passed: 1, failed: 1 });
  });
});

describe('end-to-end report', () => {
  test('a test that passed only when repeated has failed', () => {
    expect(reportVerdict(e2e({ expected: 5, flaky: 1 }), 0, e2eVerdict)).toEqual({ passed: 5, failed: 1 });
  });
  test('an error outside any test is a failure', () => {
    expect(reportVerdict(e2e({ expected: 5 }, ['no app']), 1, e2eVerdict)).toEqual({ passed: 5, failed: 1 });
  });
});

describe('what is not there never counts as zero failures', () => {
  test('a missing report', () => {
    expect(reportVerdict(join(folder, 'none.json'), 0, unitVerdict)).toMatchObject({ passed: 0, failed: 1 });
  });
  test('a report cut short', () => {
    expect(reportVerdict(report('{"numPassedTests": 12'), 0, unitVerdict)).toMatchObject({ passed: 0, failed: 1 });
  });
  test('a report of another shape', () => {
    expect(reportVerdict(report('{}'), 0, unitVerdict)).toMatchObject({ failed: 1 });
    expect(reportVerdict(report('{"testResults": []}'), 0, unitVerdict)).toMatchObject({ failed: 1 });
  });
  test('a tool that ended badly after a clean report', () => {
    expect(reportVerdict(unit(12, 0), 1, unitVerdict)).toMatchObject({ passed: 12, failed: 1 });
  });
  test('a run without a single test', () => {
    expect(reportVerdict(e2e({}), 0, e2eVerdict)).toMatchObject({ passed: 0, failed: 1 });
  });
});

test('the closing line is the sum of all stages', () => {
  expect(closingLine([{ passed: 0, failed: 1 }, { passed: 12, failed: 0 }, { passed: 3, failed: 2 }])).toBe('15 passed, 3 failed');
  expect(closingLine([])).toBe('0 passed, 0 failed');
});
