/** Shows what becomes of a purchase as the shop hears of it. */
const PAUSE_MS = 1000;

async function watch() {
  const order = document.querySelector('.order');
  if (!order || order.dataset.settled === 'true') return;
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('.order');
    if (fresh && fresh.textContent !== order.textContent) {
      order.className = fresh.className;
      order.dataset.settled = fresh.dataset.settled;
      order
        .querySelector('[role=status]')
        .replaceChildren(...fresh.querySelector('[role=status]').childNodes);
      document.title = page.title;
      document.querySelector('h1').textContent = page.title;
    }
  }
  setTimeout(watch, PAUSE_MS);
}

void watch();
