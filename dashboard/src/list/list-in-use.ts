/**
 * True while rows must not move under the reader: the top is scrolled out of sight, the pointer is over the list, or
 * the focus is in it.
 */
export function isListInUse(list: HTMLElement | null): boolean {
  if (list === null) return false;
  return list.getBoundingClientRect().top < 0 || list.matches(':hover') || list.contains(document.activeElement);
}
