import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Copies a text that is made when it is wanted; says whether it worked. */
export function CopyButton({ label, text }: { label: string; text: () => string }): JSX.Element {
  const [result, setResult] = useState<'copied' | 'failed' | undefined>();
  useEffect(() => {
    if (result === undefined) return;
    const timer = setTimeout(() => setResult(undefined), 2000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = (): void => {
    void copyText(text()).then((isCopied) => setResult(isCopied ? 'copied' : 'failed'));
  };
  const words = result === 'copied' ? 'Copied' : result === 'failed' ? 'The browser refused' : label;
  return (
    <button type="button" class="button" onClick={copy}>
      <span aria-live="polite">{words}</span>
    </button>
  );
}

async function copyText(text: string): Promise<boolean> {
  // Absent on plain http from another machine (no secure context): the old way still works there.
  if (!('clipboard' in navigator)) return copyBySelection(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused by permission or focus; the old way may still be allowed.
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'off-screen';
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}
