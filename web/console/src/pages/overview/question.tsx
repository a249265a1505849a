import type { ComponentChildren } from 'preact';

interface QuestionProps {
  id: string;
  title: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** One of the four questions of the page, with its answer. */
export function Question({ id, title, actions, children }: QuestionProps) {
  return (
    <section class="question" aria-labelledby={id}>
      <div class="question-head">
        <h2 id={id}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
