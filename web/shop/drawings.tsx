import type { Picture } from './catalogue';

/** A few shapes that say what it is; the name beside it says it in words. */
export function Drawing({ of }: { of: Picture }) {
  return (
    <svg viewBox="0 0 120 80" aria-hidden="true">
      {shapesOf(of)}
    </svg>
  );
}

function shapesOf(picture: Picture) {
  switch (picture) {
    case 'bookmark':
      return (
        <>
          <path d="M44 8h32v64L60 58 44 72z" fill="#b3263a" />
          <path
            d="M60 16l8 10-8 10-8-10zM60 38l6 7-6 7-6-7z"
            fill="none"
            stroke="#ffe3b0"
            stroke-width="2"
          />
        </>
      );
    case 'tea':
      return (
        <>
          <path d="M34 34h44v12a22 22 0 0 1-44 0z" fill="#1c8bb0" />
          <path d="M78 38h6a8 8 0 0 1 0 16h-8" fill="none" stroke="#1c8bb0" stroke-width="4" />
          <path
            d="M48 26c-4-6 4-8 0-14M62 26c-4-6 4-8 0-14"
            fill="none"
            stroke="#8aa4ad"
            stroke-width="3"
          />
        </>
      );
    case 'gamcha':
      return (
        <>
          <rect x="22" y="16" width="76" height="48" fill="#f6efe6" />
          <path d="M22 28h76M22 40h76M22 52h76" stroke="#c0392b" stroke-width="6" />
          <path
            d="M36 16v48M52 16v48M68 16v48M84 16v48"
            stroke="#c0392b"
            stroke-width="6"
            opacity=".55"
          />
        </>
      );
    case 'rickshaw':
      return (
        <>
          <path d="M30 40a22 22 0 0 1 44 0z" fill="#e0a526" />
          <path d="M34 40h44l10 12H34z" fill="#1b7a43" />
          <path d="M80 40l14-16" stroke="#56646b" stroke-width="3" />
          <g fill="none" stroke="#56646b" stroke-width="4">
            <circle cx="46" cy="60" r="11" />
            <circle cx="90" cy="60" r="11" />
          </g>
        </>
      );
    case 'mended':
      return (
        <>
          <path d="M38 30h40l6 36H32z" fill="#8aa4ad" />
          <path d="M46 30a12 12 0 0 1 24 0" fill="none" stroke="#56646b" stroke-width="4" />
          <path
            d="M84 40l14-8M56 30l-6 12 8 6-6 16"
            fill="none"
            stroke="#8a5a00"
            stroke-width="3"
          />
        </>
      );
  }
}
