// What the desk's pages look alike in: colours, type, focus. Light and dark by the system, or forced by `data-theme`.

const LIGHT = `
  --paper: #f3f1ed; --card: #fff; --ink: #1c1f24; --soft: #5f646d; --line: #e2ded7; --sunk: #f0ede8;
  --good: #1d7a4c; --bad: #b03127; --shadow: 0 1px 2px rgb(30 25 15 / 6%), 0 10px 30px rgb(30 25 15 / 9%); color-scheme: light;`;
const DARK = `
  --paper: #14161a; --card: #1e2126; --ink: #eceae5; --soft: #a3a8b1; --line: #32363d; --sunk: #272b31;
  --good: #6fd2a0; --bad: #ff9d92; --shadow: 0 1px 2px rgb(0 0 0 / 30%), 0 10px 30px rgb(0 0 0 / 30%); color-scheme: dark;`;

/** Writes the rules for both themes: `values` are custom properties under `selector`. */
export function themed(selector: string, light: string, dark: string): string {
  return `
${selector} { ${light} }
@media (prefers-color-scheme: dark) { ${selector}:not([data-theme='light']) { ${dark} } }
${selector}[data-theme='dark'] { ${dark} }
`;
}

export const PAGE_STYLE = `${themed(':root', LIGHT, DARK)}
*, *::before, *::after { box-sizing: border-box; }
html { height: 100%; }
body {
  margin: 0; height: 100%; background: var(--paper); color: var(--ink);
  font: 15px/1.5 'Noto Sans SC Variable', 'Noto Sans SC Full', system-ui, -apple-system, 'Segoe UI', 'Microsoft YaHei', 'PingFang SC', sans-serif;
  -webkit-font-smoothing: antialiased;
}
h1, h2, h3, p, ul, dl, dd, fieldset { margin: 0; padding: 0; border: 0; }
ul { list-style: none; }
button, input { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; touch-action: manipulation; }
:where(button, .tick, .drawer) svg { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
:focus-visible { outline: 3px solid var(--focus, var(--ink)); outline-offset: 2px; }
[hidden] { display: none !important; }
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
`;
