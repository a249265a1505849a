import { useEffect, useRef, useState } from 'preact/hooks';
import { language, theme } from '../../../preferences';
import { words } from '../../../words/overview';
import type { Bars, Drawing } from './drawing';

/** Fetched beside the page, so that its words and figures need not wait for it. */
const drawing = import('./drawing');
drawing.catch(() => undefined);

interface ChartProps {
  title: string;
  /** What there is to see, for who does not see it. */
  summary: string;
  bars: Bars;
  onPoint: (slot: number | null) => void;
  onOpen: (slot: number) => void;
}

/** Bars over time. All of it is in the table as well, which the keyboard reaches. */
export function Chart({ title, summary, bars, onPoint, onOpen }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawing | undefined>(undefined);
  const [isMissing, setMissing] = useState(false);
  const latest = useRef({ bars, onPoint, onOpen });
  latest.current = { bars, onPoint, onOpen };
  const layers = bars.layers.map(({ state }) => state).join(' ');

  useEffect(() => {
    let isGone = false;
    drawing.then(
      ({ draw }) => {
        if (isGone || !host.current) return;
        drawn.current = draw(host.current, latest.current.bars, {
          onPoint: (slot) => {
            latest.current.onPoint(slot);
          },
          onOpen: (slot) => {
            latest.current.onOpen(slot);
          },
        });
      },
      () => {
        setMissing(true);
      },
    );
    return () => {
      isGone = true;
      drawn.current?.remove();
      drawn.current = undefined;
    };
  }, [layers]);

  useEffect(() => {
    drawn.current?.show(bars);
  }, [bars, language.value]);

  useRecolouring(drawn);

  if (isMissing) return <p class="faint">{words.value.overview.money.noDrawing}</p>;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div class="chart-host" ref={host} role="img" aria-label={`${title}: ${summary}`} />
    </figure>
  );
}

/** The theme as one chooses it, or as the system has it. */
function useRecolouring(drawn: { current: Drawing | undefined }): void {
  const chosen = theme.value;
  useEffect(() => {
    const recolour = (): void => drawn.current?.recolour();
    // The document takes the choice over by itself, perhaps after this.
    const frame = requestAnimationFrame(recolour);
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', recolour);
    return () => {
      cancelAnimationFrame(frame);
      system.removeEventListener('change', recolour);
    };
  }, [chosen]);
}
