/**
 * Store IT sets a shop up in the real program: a wallet's form from files, a way out through the company's proxy, scan rules. The wallet
 * is the simulated one under its real name; nothing leaves this machine.
 */
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startCompanyNetwork } from '../support/company-network.ts';
import type { CompanyNetwork } from '../support/company-network.ts';
import { expectAccessible } from './support/axe.ts';
import { ShopApp } from './support/shop-app.ts';

/** Where pictures of the forms are left, if anywhere. */
const PICTURES = process.env['GUITAI_PICTURES'];
const LOOKS = [{ language: 'zh', theme: 'light' }, { language: 'en', theme: 'dark' }] as const;

let shop: ShopApp;
let company: CompanyNetwork;
let page: Page;
const at = (id: string): Locator => page.getByTestId(id);

test.beforeEach(async () => {
  company = await startCompanyNetwork();
  shop = new ShopApp(12);
  page = await shop.open();
  await shop.makeOwner(page, '王老板', '739154');
  await page.keyboard.press('Control+E');
  await expect(at('settings-desk')).toBeVisible();
});
test.afterEach(async () => {
  await shop.remove();
  await company.close();
});

async function tab(name: string): Promise<void> {
  await at(`tab-${name}`).click();
  await expect(at('settings-desk')).toHaveAttribute('data-tab', name);
}

async function saved(): Promise<void> {
  await at('settings-save').click();
  await expect(page.locator('.saved')).toBeVisible();
}

async function judged(name: string): Promise<void> {
  for (const { language, theme } of LOOKS) {
    await page.evaluate(async (prefs) => {
      const { guitai } = window as unknown as { guitai: { ask(route: 'prefs.set', input: object): Promise<unknown> } };
      await guitai.ask('prefs.set', prefs);
    }, { language, theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en');
    await expectAccessible(page, `${name}, ${language}, ${theme}`);
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}-${language}-${theme}.png`) });
  }
}

async function fillWechat(): Promise<void> {
  const { fields, secrets } = company.forms.wechat;
  await tab('wechat');
  await at('wallet-enabled').click();
  for (const name of ['mchid', 'appid', 'merchantSerial', 'publicKeyId', 'publicKeyPem', 'storeOutId', 'notifyUrl']) await at(`field-${name}`).fill(fields[name] ?? '');
  const file = join(shop.data, 'apiclient_key.pem');
  writeFileSync(file, secrets['privateKeyPem'] ?? '');
  await at('secret-privateKeyPem-file').setInputFiles(file);
  await expect(at('secret-privateKeyPem')).toHaveValue(/BEGIN/);
  await saved();
}

test('the way out: wrong ones are told at their field, the right one leads a live test through the proxy, and the password is in no file', async () => {
  await fillWechat();
  await tab('network');
  await expect(at('settings-scope')).toHaveAttribute('data-scope', 'shop');
  await expect(at('deadline-alipay-pay')).toHaveValue('10');
  await at('proxy-url').fill('https://proxy.example.com:8080');
  await at('settings-save').click();
  await expect(at('proxy-url')).toHaveAttribute('aria-invalid', 'true');
  await judged('network-wrong');

  await at('deadline-wechat-pay').fill('60');
  await expect(at('settings-save')).toHaveAttribute('aria-disabled', 'true');
  await at('deadline-wechat-pay').fill('12');

  await at('proxy-url').fill(company.proxy.url.replace('http://', ''));
  await saved();
  await expect(at('proxy-url')).toHaveValue(company.proxy.url);
  await at('wallet-test-wechat').click();
  await expect(at('reach')).toHaveAttribute('data-obstacle', 'proxy_wants_password');
  await judged('network-obstacle');

  await at('proxy-user').fill(company.credentials.user);
  await at('proxy-password').fill(company.credentials.password);
  await saved();
  await expect(at('proxy-password')).toHaveValue('');
  await at('wallet-test-wechat').click();
  await expect(at('reach')).toHaveAttribute('data-obstacle', 'certificate_unknown');

  // As Windows hands certificates out: DER.
  const der = join(shop.data, 'company.cer');
  writeFileSync(der, new X509Certificate(company.wechat.authorityCertificatePem).raw);
  await at('extra-ca-file').setInputFiles(der);
  await expect(at('extra-ca')).toHaveValue(/BEGIN CERTIFICATE/);
  await saved();
  await expect(at('authorities').locator('li')).toHaveCount(1);
  await at('wallet-test-wechat').click();
  await expect(at('wallet-test-result')).toHaveAttribute('data-ok', 'true');
  await judged('network');

  const folder = join(shop.data, 'profiles', 'shop');
  const files = ['guitai.db', 'guitai.db-wal', 'secrets.json', 'log/till.jsonl'].filter((name) => existsSync(join(folder, name)));
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) expect(readFileSync(join(folder, file), 'utf8')).not.toContain('sesame');
});

test('a wallet\'s form shows only what is of use: APIv2 brings its kind of signature, its key and the certificate it must show', async () => {
  const { fields, secrets } = company.forms.wechat;
  await fillWechat();
  await expect(at('settings-scope')).toHaveAttribute('data-scope', 'wallet');
  await expect(at('settings-scope')).toContainText('till-12');
  await expect(at('choice-MD5')).toHaveCount(0);
  await expect(at('secret-apiV3Key')).toHaveCount(0);
  // Into the wrong field: it is told there, and nothing of it is kept.
  await at('field-publicKeyPem').fill(secrets['privateKeyPem'] ?? '');
  await at('settings-save').click();
  await expect(at('field-publicKeyPem')).toHaveAttribute('aria-invalid', 'true');
  await judged('wechat-wrong');
  await at('field-publicKeyPem').fill(fields['publicKeyPem'] ?? '');
  await expect(at('field-publicKeyPem')).not.toHaveAttribute('aria-invalid', 'true');
  await at('choice-v2').click();
  await expect(at('choice-HMAC-SHA256')).toHaveAttribute('aria-pressed', 'true');
  await at('choice-MD5').click();
  await at('field-merchantCertificatePem').fill(fields['merchantCertificatePem'] ?? '');
  await saved();
  await expect(page.locator('.settings-problems')).toContainText('APIv2');
  await at('secret-apiV2Key').fill(secrets['apiV2Key'] ?? '');
  await saved();
  await expect(page.locator('.settings-problems')).toHaveCount(0);
  await judged('wechat');
  await tab('network');
  await at('proxy-url').fill(company.proxy.url);
  await at('proxy-user').fill(company.credentials.user);
  await at('proxy-password').fill(company.credentials.password);
  await at('extra-ca').fill(company.authorities);
  await saved();
  await at('wallet-test-wechat').click();
  await expect(at('wallet-test-result')).toHaveAttribute('data-ok', 'true');
  await tab('alipay');
  await judged('alipay');
});

test('scan rules as comma lists: a slip is told at its field, what is dangerous is told before it is saved, and what is saved tells codes apart', async () => {
  await tab('scan');
  await expect(at('scan-wechat-lengths')).toHaveValue('18');
  await expect(at('scan-warnings')).toHaveAttribute('data-count', '0');
  await at('scan-wechat-prefixes').fill('10，11、12 13x');
  await expect(at('scan-wechat-prefixes')).toHaveAttribute('aria-invalid', 'true');
  await expect(at('settings-save')).toHaveAttribute('aria-disabled', 'true');
  await judged('scan-wrong');
  // A wallet that shows 27… as well, of thirteen digits: neither would be told from the other wallet nor from goods.
  await at('scan-wechat-prefixes').fill('10-15, 27');
  await at('scan-wechat-lengths').fill('13, 18');
  await expect(at('scan-warnings')).toHaveAttribute('data-count', '2');
  await judged('scan-dangers');
  await at('scan-wechat-prefixes').fill('10-15, 31');
  await at('scan-wechat-lengths').fill('18,19');
  await expect(at('scan-warnings')).toHaveAttribute('data-count', '0');
  await saved();
  await at('try-scan').fill('3112345678901234567');
  await at('try-payment').click();
  await expect(at('try-result')).toContainText(/微信支付|WeChat Pay/);
  await tab('numbers');
  await tab('scan');
  await expect(at('scan-wechat-prefixes')).toHaveValue('10, 11, 12, 13, 14, 15, 31');
});

test('settings go to the next till in a file that holds no secret; what would change is shown first, and each part is taken over by itself', async () => {
  const { credentials, proxy } = company;
  await fillWechat();
  await tab('network');
  await at('proxy-url').fill(proxy.url);
  await at('proxy-user').fill(credentials.user);
  await at('proxy-password').fill(credentials.password);
  await saved();
  await tab('shop');
  await at('shop-name-zh').fill('北窗便利店');
  await saved();
  await tab('transfer');
  const file = join(shop.data, 'chosen.json');
  // The system's own window belongs to the system; what it answers is all that is played.
  await shop.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await at('transfer-export').click();
  await expect(at('transfer-written')).toBeVisible();
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('北窗便利店');
  for (const secret of ['PRIVATE KEY', 'sesame']) expect(text).not.toContain(secret);
  await at('transfer-file').setInputFiles(file);
  await expect(at('transfer-same')).toBeVisible();

  const next = new ShopApp(13);
  const first = page;
  try {
    await shop.stop();
    page = await next.open();
    await next.makeOwner(page, '周老板', '739154');
    await page.keyboard.press('Control+E');
    await tab('transfer');
    const other = join(next.data, 'other.json');
    writeFileSync(other, '{"format":"something else"}');
    await at('transfer-file').setInputFiles(other);
    await expect(at('transfer-wrong')).toBeVisible();
    await at('transfer-file').setInputFiles(file);
    await expect(at('transfer-store').locator('[data-path="shop.nameZh"]')).toContainText('北窗便利店');
    await expect(at('transfer-network').locator('[data-path="proxyUrl"]')).toContainText(proxy.url);
    await judged('transfer');
    await at('transfer-choose-wechat').click();
    await at('transfer-apply').click();
    await expect(at('transfer-store')).toHaveAttribute('data-result', 'taken');
    await expect(at('transfer-network')).toHaveAttribute('data-result', 'taken');
    await expect(at('transfer-wechat')).not.toHaveAttribute('data-result', /./);
    await tab('network');
    await expect(at('proxy-url')).toHaveValue(proxy.url);
    await expect(at('proxy-password')).toHaveValue('');
    await tab('wechat');
    await expect(at('field-mchid')).toHaveValue('');
    await tab('till');
    await expect(at('settings-scope')).toHaveAttribute('data-scope', 'till');
  } finally {
    page = first;
    await next.remove();
  }
});
