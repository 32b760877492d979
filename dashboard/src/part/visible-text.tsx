import type { JSX } from 'preact';
import { cutText, splitVisible } from '../text/visible-text.js';

/**
 * Shows text that came from a record. It stays text, what it hides is made visible, and its writing direction cannot
 * reorder what stands around it.
 */
export function VisibleText({ text, limit }: { text: string; limit?: number }): JSX.Element {
  const shown = limit === undefined ? text : cutText(text, limit);
  return (
    <bdi>
      {splitVisible(shown).map((part, at) =>
        part.kind === 'plain' ? (
          part.text
        ) : (
          <span key={at} class="escape" title={part.meaning}>
            {part.text}
          </span>
        ),
      )}
    </bdi>
  );
}
