import { IpayButton } from '../src/index.js';
import { card, copyButton } from './card.js';

const VARIANTS = ['solid', 'outline', 'quiet'] as const;
const THEMES = ['light', 'dark'] as const;
const LANGUAGES = { en: 'English', bn: 'বাংলা' } as const;

/** What the shop of this page answers; see its backend. */
const STATES = [
  { answer: 'slow', title: 'The shop takes ten seconds', attributes: '' },
  { answer: 'creating', title: 'The order is still being created', attributes: '' },
  { answer: 'refuses', title: 'The shop says why not', attributes: '' },
  { answer: 'fails', title: 'The shop breaks down', attributes: '' },
  { answer: 'hostile', title: 'An address that is no payment page', attributes: '' },
  { answer: 'slow', title: 'The time limit is over', attributes: ' timeout="3"' },
  { answer: 'pays', title: 'Disabled', attributes: ' disabled' },
] as const;

const SIZES = [
  {
    title: 'Large and round',
    name: 'pill',
    attributes: ' variant="solid" amount="123456.5"',
    rules: ['--ipay-height: 56px', '--ipay-radius: 999px', 'font-size: 18px'],
  },
  {
    title: 'Small and square',
    name: 'small',
    attributes: ' variant="outline"',
    rules: ['--ipay-height: 36px', '--ipay-radius: 0', 'font-size: 14px'],
  },
  {
    title: 'In the shop’s face, as wide as there is room',
    name: 'serif',
    attributes: ' variant="solid" amount="1200" lang="bn"',
    rules: ["--ipay-font: 'Noto Serif', 'Noto Serif Bengali', serif", 'width: 100%'],
  },
] as const;

for (const variant of VARIANTS) {
  for (const theme of THEMES) {
    for (const [language, name] of Object.entries(LANGUAGES)) {
      const attributes = ` amount="120" variant="${variant}" theme="${theme}" lang="${language}"`;
      add('forms-grid', `${variant}, ${theme}, ${name}`, theme, attributes);
    }
  }
}
for (const { title, name, attributes, rules } of SIZES) {
  const style = `.${name} {\n${rules.map((rule) => `  ${rule};\n`).join('')}}\n`;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);
  add('sizes-grid', title, '', ` class="${name}"${attributes}`, { before: style });
}
for (const { answer, title, attributes } of STATES) {
  add('states-grid', title, '', ` amount="120"${attributes}`, { answer });
}

function add(
  gridId: string,
  title: string,
  theme: string,
  attributes: string,
  { answer = 'pays', before = '' } = {},
): void {
  const markup = (createUrl: string): string =>
    `<ipay-button create-url="${createUrl}"${attributes}></ipay-button>`;
  document.getElementById(gridId)?.append(
    card({
      title,
      theme,
      live: markup(`checkout/${answer}`),
      code: `${before}${markup('/checkout/ipay')}`,
    }),
  );
}

const formCode = document.getElementById('form-code');
formCode?.append(copyButton('The form', formCode.textContent.trim()));

for (const type of ['ipay-created', 'ipay-error'] as const) {
  document.addEventListener(type, (event) => {
    if (!(event instanceof CustomEvent && event.target instanceof IpayButton)) return;
    const line = document.createElement('li');
    line.textContent = `${type} ${JSON.stringify(event.detail)}`;
    document.getElementById('told')?.append(line);
  });
}
