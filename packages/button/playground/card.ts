const COPIED_FOR_MS = 2_000;

/** A button on its ground, the code for it, and a way to copy that. */
export function card(parts: {
  title: string;
  theme: string;
  /** Markup of this page's own. */
  live: string;
  code: string;
}): HTMLElement {
  const { title, theme, live, code } = parts;
  const article = element('article', 'card');
  const stage = element('div', `stage ${theme}`);
  stage.innerHTML = live;
  const pre = element('pre', '');
  pre.append(element('code', '', code));
  const whole = element('div', 'code');
  whole.append(pre, copyButton(title, code));
  article.append(element('h3', '', title), stage, whole);
  return article;
}

export function copyButton(title: string, code: string): HTMLElement {
  const copy = element('button', 'copy', 'Copy');
  copy.type = 'button';
  copy.ariaLabel = `Copy the code of: ${title}`;
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(code).then(() => {
      copy.textContent = 'Copied';
      setTimeout(() => {
        copy.textContent = 'Copy';
      }, COPIED_FOR_MS);
    });
  });
  return copy;
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
