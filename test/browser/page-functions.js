/* global document, window, getComputedStyle, Node */
/* Runs inside the page, hence no TypeScript: each function answers one question of a test. */

globalThis.inPage = {
  /** Texts whose contrast against their background is below this ratio to 1, with their own. */
  faintTexts(least) {
    const colourOf = (text) => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return { channels: [red, green, blue], alpha };
    };
    const luminance = ({ channels }) => {
      const [red, green, blue] = channels.map((channel) => {
        const share = channel / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const backgroundOf = (element) => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = colourOf(getComputedStyle(at).backgroundColor);
        if (colour.alpha > 0) return colour;
      }
      return colourOf('rgb(255, 255, 255)');
    };
    const hasText = (element) =>
      [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '',
      );
    return [...document.querySelectorAll('body *')]
      .filter((element) => hasText(element))
      .filter((element) => !element.matches(':disabled, :disabled *')) // exempt in WCAG too
      .map((element) => {
        const front = luminance(colourOf(getComputedStyle(element).color));
        const back = luminance(backgroundOf(element));
        const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        return { text: element.textContent, ratio };
      })
      .filter(({ ratio }) => ratio < least)
      .map(({ text, ratio }) => `${text}: ${ratio.toFixed(2)}`);
  },

  /** Whether the page has to be scrolled sideways. */
  isTooWide() {
    return document.documentElement.scrollWidth > window.innerWidth;
  },

  /** What has the focus: its name for people, and how the focus is drawn. */
  focused() {
    const element = document.activeElement;
    const label = element.labels?.[0] ?? element;
    return { name: label.textContent.trim(), outline: getComputedStyle(element).outlineStyle };
  },
};
