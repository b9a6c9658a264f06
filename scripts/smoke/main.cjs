// Proves a runtime before anything is built on it: a window renders, and better-sqlite3 opens a database inside it.
const { app, BrowserWindow } = require('electron');
const { writeFileSync } = require('node:fs');
const Database = require('better-sqlite3');

const answerFile = process.env.GUITAI_SMOKE_ANSWER ?? 'smoke.json';

async function prove() {
  const database = new Database(':memory:');
  const sqlite = database.prepare('select sqlite_version()').pluck().get();
  database.close();
  await app.whenReady();
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true, contextIsolation: true } });
  await window.loadURL('data:text/html,<p>one</p>');
  const text = await window.webContents.executeJavaScript('document.body.innerText.trim()');
  const { electron, chrome, node } = process.versions;
  writeFileSync(answerFile, JSON.stringify({ sqlite, electron, chrome, node, rendered: text === 'one' }));
}

prove().then(
  () => app.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    app.exit(1);
  },
);
