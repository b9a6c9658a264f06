// The photographer of `npm run screenshots`: opens the gallery off screen, exhibit by exhibit, and leaves PNGs.
const { app, BrowserWindow } = require('electron');
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');

/** @type {{ page: string, folder: string, only: string[], size: string[], language: string[], look: string[] }} */
const wish = JSON.parse(process.env.GUITAI_SHOTS ?? '{}');

const LANGUAGES = ['zh', 'en'];
const LOOKS = ['light', 'dark', 'contrast', 'contrast-dark'];
const TILL = [[1366, 768], [1920, 1080]];
const SMALL_DISPLAY = [1024, 640];
const DISPLAY = [[1920, 1080], SMALL_DISPLAY];
const KIOSK = [[1080, 1920]];

/** Buttons are dead for 600 ms after a screen has changed; by then windows have opened and asked for their fonts. */
const READY = `new Promise((done) => setTimeout(done, 650)).then(() => document.fonts.ready).then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))`;
/** A colour on its way from one look to the next is neither of the two. */
const STILL = '*, *::before, *::after { transition: none !important; }';
/**
 * Puts on a look; high contrast is the same one on white and, where the system is dark, on black.
 * @param {string} look
 */
const dressed = (look) => `document.documentElement.dataset.theme = '${look.startsWith('contrast') ? 'contrast' : look}'; document.documentElement.style.colorScheme = '${look === 'contrast' ? 'light' : look === 'contrast-dark' ? 'dark' : ''}'; new Promise((done) => setTimeout(done, 100)).then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))`;

/**
 * What was chosen, and a word for whoever chose what does not exist.
 * @param {string} what
 * @param {string[]} all
 * @param {string[]} chosen
 */
function chosenOf(what, all, chosen) {
  const strange = chosen.find((each) => !all.includes(each));
  if (strange !== undefined) throw new Error(`there is no ${what} ${strange}; there are ${all.join(', ')}`);
  return chosen.length === 0 ? all : chosen;
}

/** @param {string} name */
function sizesOf(name) {
  if (name.startsWith('kiosk')) return KIOSK;
  return name.startsWith('display') ? DISPLAY : TILL;
}

async function photograph() {
  const sizes = [...TILL, SMALL_DISPLAY, ...KIOSK];
  const wishedSizes = chosenOf('size', sizes.map(([width, height]) => `${width}x${height}`), wish.size);
  const languages = chosenOf('language', LANGUAGES, wish.language);
  const looks = chosenOf('look', LOOKS, wish.look);
  await app.whenReady();
  const window = new BrowserWindow({ show: false, width: 1366, height: 768, useContentSize: true, webPreferences: { sandbox: true, contextIsolation: true, offscreen: true } });
  await window.loadURL(wish.page);
  /** @type {string[]} */
  const names = await window.webContents.executeJavaScript('window.exhibits');
  const chosen = names.filter((name) => wish.only.length === 0 || wish.only.some((part) => name.includes(part)));
  let count = 0;
  for (const [width = 0, height = 0] of sizes.filter(([w, h]) => wishedSizes.includes(`${w}x${h}`))) {
    window.setContentSize(width, height);
    for (const language of languages) {
      for (const name of chosen.filter((each) => sizesOf(each).some(([w, h]) => w === width && h === height))) {
        await window.loadURL(`${wish.page}?show=${name}&language=${language}&theme=light`);
        await window.webContents.insertCSS(STILL);
        await window.webContents.executeJavaScript(READY);
        for (const look of looks) {
          await window.webContents.executeJavaScript(dressed(look));
          const folder = path.join(wish.folder, `${width}x${height}`, `${language}-${look}`);
          mkdirSync(folder, { recursive: true });
          writeFileSync(path.join(folder, `${name}.png`), (await window.webContents.capturePage()).toPNG());
          count += 1;
        }
      }
    }
  }
  process.stdout.write(`  ${count} pictures in ${wish.folder}\n`);
}

photograph().then(
  () => app.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    app.exit(1);
  },
);
