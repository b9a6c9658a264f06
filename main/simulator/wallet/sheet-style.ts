// The look of the sheets that rise over the wallet page: PIN, camera, test drawer.

export const SHEET_STYLE = `
.sheet { width: 100%; max-width: 480px; max-height: 92vh; margin: auto auto 0; padding: 0; border: 0; border-radius: 26px 26px 0 0; background: var(--card); color: var(--ink); overflow: hidden; }
.sheet[open] { display: flex; animation: rise .22s cubic-bezier(.2, .8, .3, 1); }
.sheet.tall { height: 92vh; }
.sheet::backdrop { background: rgb(10 12 16 / 46%); }
@keyframes rise { from { transform: translateY(36px); opacity: 0; } }
.sheet-body { flex: 1; padding: 16px 18px 18px; overflow-y: auto; }
.sheet-head { display: flex; align-items: center; justify-content: space-between; min-height: 40px; }
.sheet-head h2 { font-size: 18px; font-weight: 650; }
.icon { display: grid; place-items: center; width: 44px; height: 44px; margin-right: -10px; border-radius: 14px; color: var(--soft); }
.icon:hover { background: var(--sunk); }
.icon svg { width: 22px; height: 22px; }
.sheet-body:focus { outline: none; }
.note { min-height: 22px; margin-top: 6px; text-align: center; font-size: 14px; font-weight: 550; color: var(--bad); }

#pin-sheet .sheet-head h2 { font-size: 14px; font-weight: 500; color: var(--soft); }
.pin-shop { margin-top: 2px; font-size: 18px; font-weight: 650; }
.pin-amount { margin: 6px 0 2px; font-size: 44px; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; font-variant-numeric: tabular-nums; }
.pin-from { font-size: 14px; color: var(--soft); font-variant-numeric: tabular-nums; }
.pin-label { margin-top: 16px; text-align: center; font-weight: 550; }
.pin-dots { display: flex; justify-content: center; gap: 10px; margin-top: 10px; }
.pin-dots span { display: grid; place-items: center; width: 40px; height: 44px; border-radius: 12px; background: var(--sunk); box-shadow: inset 0 0 0 1px var(--line); }
.pin-dots .full::after { content: ''; width: 11px; height: 11px; border-radius: 50%; background: var(--tint-text); }
.keypad { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px; margin: 6px 0 10px; }
.keypad button { display: grid; place-items: center; min-height: 52px; border-radius: 14px; background: var(--sunk); font-size: 22px; font-weight: 500; font-variant-numeric: tabular-nums; }
.keypad button:hover { background: var(--line); }
.keypad button:active { background: var(--tint-soft); }
.keypad svg { width: 26px; height: 26px; }
.keypad .decline { background: none; font-size: 15px; font-weight: 600; color: var(--bad); }

.qr-list { display: grid; gap: 10px; margin: 10px 0; }
.qr-list:empty { display: none; }
.qr-row { display: grid; width: 100%; padding: 14px 16px; border-radius: 16px; background: var(--tint-soft); text-align: left; }
.qr-row:hover { box-shadow: inset 0 0 0 2px var(--tint-text); }
.qr-row-amount { font-size: 26px; line-height: 1.25; font-weight: 650; color: var(--tint-text); font-variant-numeric: tabular-nums; }
.qr-row-subject { font-weight: 550; }
.qr-row-number { font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
#scan-sheet .empty { margin: 10px 0; background: var(--sunk); }
#scan-other { min-height: 56px; margin: 10px 0; padding: 10px 16px; }
.paste { margin-top: 14px; }
.paste label { font-size: 13px; color: var(--soft); }
.paste div { display: flex; gap: 8px; margin-top: 6px; }
.paste input { flex: 1; min-width: 0; min-height: 44px; padding: 0 14px; border: 1px solid var(--soft); border-radius: 13px; background: var(--card); }

fieldset { padding-top: 16px; }
fieldset legend { float: left; width: 100%; }
fieldset legend, #stories h3 { margin: 0 0 8px; padding: 0; font-size: 14px; font-weight: 650; color: var(--soft); }
#stories h3 { margin-top: 20px; }
.moods { clear: both; display: flex; flex-wrap: wrap; gap: 8px; }
.mood { position: relative; }
.mood input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.mood span { display: block; padding: 9px 14px; border-radius: 13px; background: var(--sunk); font-size: 14px; font-weight: 500; }
.mood input:checked + span { background: var(--tint); color: #fff; }
.mood input:focus-visible + span { outline: 3px solid var(--tint-text); outline-offset: 2px; }
.story-list { display: grid; gap: 8px; }
.story { display: grid; grid-template-columns: 1fr auto; gap: 2px 10px; width: 100%; padding: 12px 14px; border-radius: 15px; background: var(--sunk); text-align: left; }
.story:hover { background: var(--line); }
.story[aria-pressed='true'] { background: var(--tint-soft); box-shadow: inset 0 0 0 2px var(--tint-text); }
.story-title { font-weight: 600; }
.story-way { align-self: center; font-size: 12px; color: var(--soft); white-space: nowrap; }
.story-sees { grid-column: 1 / -1; font-size: 13px; color: var(--soft); }
#top-up { margin-top: 18px; }
`;
