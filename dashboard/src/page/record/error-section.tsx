import type { JSX } from 'preact';
import { VisibleText } from '../../part/visible-text.js';
import { type ErrorNode, readErrorChain } from './error-chain.js';
import { LongText, ValueTree } from '../../part/value-tree.js';

/** An error, what caused it, and the errors it holds. */
export function ErrorSection({ error }: { error: unknown }): JSX.Element | null {
  const chain = readErrorChain(error);
  if (chain.length === 0) return null;
  return (
    <section class="detail-section" aria-label="Error">
      {chain.map((node, depth) => (
        <ErrorPart key={depth} node={node} title={depth === 0 ? 'Error' : 'Caused by'} />
      ))}
    </section>
  );
}

function ErrorPart({ node, title }: { node: ErrorNode; title: string }): JSX.Element {
  return (
    <div class="error-part">
      <h3>
        <span class="error-part-title">{title}</span> {node.type !== '' && <VisibleText text={node.type} limit={300} />}
        {node.code !== '' && (
          <code class="error-code">
            <VisibleText text={node.code} limit={100} />
          </code>
        )}
      </h3>
      {node.message !== '' && (
        <p class="error-message">
          <LongText text={node.message} />
        </p>
      )}
      {node.stack !== '' && (
        <pre class="stack" tabIndex={0} aria-label="Stack">
          <VisibleText text={node.stack} />
        </pre>
      )}
      {Object.keys(node.extra).length > 0 && <ValueTree value={node.extra} />}
      {node.errors.length > 0 && (
        <details open>
          <summary>Holds {node.errors.length} errors</summary>
          <div class="held-errors">
            {node.errors.map((one, at) => (
              <ErrorPart key={at} node={one} title={`${at + 1}`} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}
