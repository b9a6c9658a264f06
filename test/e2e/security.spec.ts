// What a hostile page could try from inside the window: reach Node, files, the network, another window, or the bridge's inside.
import { expect, test } from '@playwright/test';
import { Bench } from './support/app.ts';
import { PIECE } from './support/goods.ts';

let bench: Bench;
test.beforeAll(async () => {
  bench = await Bench.start();
});
test.afterAll(async () => {
  await bench.close();
});

test('the page has no Node and exactly two functions of ours', async () => {
  const seen = await bench.page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname'].filter((name) => name in window),
    bridge: Object.keys((window as unknown as { guitai: object }).guitai).sort(),
    frozen: Object.isFrozen((window as unknown as { guitai: object }).guitai),
  }));
  expect(seen.node).toEqual([]);
  expect(seen.bridge).toEqual(['ask', 'watch']);
});

test('the page cannot reach the network, not even the loopback', async () => {
  const target = bench.simulator.urls.wallet;
  const outcome = await bench.page.evaluate(async (url) => {
    try {
      await fetch(url, { mode: 'no-cors' });
      return 'reached';
    } catch {
      return 'refused';
    }
  }, target);
  expect(outcome).toBe('refused');
});

test('the page cannot read files or leave its origin', async () => {
  const before = bench.page.url();
  const outcome = await bench.page.evaluate(async () => {
    try {
      await fetch('file:///etc/passwd');
      return 'reached';
    } catch {
      return 'refused';
    }
  });
  expect(outcome).toBe('refused');
  await bench.page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await bench.page.waitForTimeout(300);
  expect(bench.page.url()).toBe(before);
});

test('the page cannot open windows or run inline script', async () => {
  const outcome = await bench.page.evaluate(() => {
    const opened = window.open('app://guitai/index.html');
    const script = document.createElement('script');
    const refusals = [() => { script.textContent = 'window.inlineRan = true'; }, () => script.append('window.inlineRan = true'), () => document.head.append(script)].map((attempt) => {
      try {
        attempt();
        return 'taken';
      } catch (error) {
        return (error as Error).name;
      }
    });
    return { opened: opened === null, refusals, inline: 'inlineRan' in window };
  });
  expect(outcome).toEqual({ opened: true, refusals: ['TypeError', 'TypeError', 'taken'], inline: false });
});

test('text cannot become markup', async () => {
  const outcome = await bench.page.evaluate(() => {
    const written = (write: () => void): string => {
      try {
        write();
        return 'written';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const element = document.createElement('div');
    return [
      written(() => { element.innerHTML = '<b>x</b>'; }),
      written(() => { document.write('x'); }),
      written(() => void new DOMParser().parseFromString('<b>x</b>', 'text/html')),
      written(() => void (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy('mine', {})),
    ];
  });
  expect(outcome).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError']);
});

test('peer connections, which are no requests, find no way out of the page', async () => {
  const candidates = await bench.page.evaluate(async () => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:9' }] });
    const found: string[] = [];
    peer.onicecandidate = ({ candidate }) => { if (candidate && candidate.candidate !== '') found.push(candidate.candidate); };
    const gathered = new Promise<void>((done) => { peer.onicegatheringstatechange = () => { if (peer.iceGatheringState === 'complete') done(); }; });
    peer.createDataChannel('x');
    await peer.setLocalDescription();
    await gathered;
    peer.close();
    return found.filter((candidate) => / udp /i.test(candidate));
  });
  expect(candidates).toEqual([]);
});

test('the page is asked for no permission and gets none', async () => {
  const outcome = await bench.page.evaluate(async () => {
    const states: string[] = [];
    for (const name of ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read']) {
      states.push((await navigator.permissions.query({ name: name as PermissionName })).state);
    }
    return states;
  });
  expect(outcome).toEqual(['denied', 'denied', 'denied', 'denied', 'denied']);
});

test('unknown questions, unknown fields and junk are answers, never a crash', async () => {
  const outcome = await bench.page.evaluate(async () => {
    const { guitai } = window as unknown as { guitai: { ask(name: string, input: unknown): Promise<{ ok: boolean; code?: string }> } };
    const unknown = await guitai.ask('shell.run', {}).then(() => 'answered', () => 'refused');
    const extra = await guitai.ask('sale.next', { more: 1 });
    const junk = await guitai.ask('payment.cash', { requestId: 'abcdefgh', tendered: 12.5 });
    return [unknown, extra.code, junk.code];
  });
  expect(outcome).toEqual(['refused', 'bad_request', 'bad_request']);
});

test('the window is sandboxed and isolated, and nothing weaker can come in by default', async () => {
  const preferences = await bench.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> } | undefined;
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity, allowRunningInsecureContent } = contents?.getLastWebPreferences() ?? {};
    return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity, allowRunningInsecureContent };
  });
  expect(preferences).toEqual({
    sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true, allowRunningInsecureContent: false,
  });
});

test('a page that hangs is given up and comes back with the sale as it is', async () => {
  const own = await Bench.start();
  const processNumber = () => own.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
  const lines = () => own.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    // A page that is just being loaded may never answer.
    if (!contents || contents.isLoading()) return '';
    return Promise.race([contents.executeJavaScript('document.querySelector(`[data-testid="lines"]`)?.textContent') as Promise<unknown>, new Promise((done) => { setTimeout(done, 1000); })]);
  });
  try {
    // On a busy machine the keys of a scan may come too far apart, and the till refuses it.
    await expect(async () => {
      await own.scan(PIECE);
      await expect(own.page.getByTestId('lines')).not.toBeEmpty({ timeout: 3000 });
    }).toPass();
    const before = await lines();
    const first = await processNumber();
    // Chromium calls a page unresponsive after half a minute without an answer; here it is said at once.
    await own.electron.evaluate(({ BrowserWindow }) => void BrowserWindow.getAllWindows()[0]?.emit('unresponsive'));
    await expect.poll(processNumber, { timeout: 20_000 }).not.toBe(first);
    await expect.poll(lines, { timeout: 20_000 }).toBe(before);
  } finally {
    await own.close();
  }
});
