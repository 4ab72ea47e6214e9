import { useEffect } from 'react';

/** What can have the focus in place of something in it: it has a name, or is what the page is about. */
const places = 'section[aria-label], section[aria-labelledby], dialog, main';

/**
 * What has the focus may go away: what was pressed is done, or was all that was left of it. Then the focus goes to the
 * nearest place around it that is still there, so that who uses the keyboard goes on from where they were.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    /** What has the focus and all around it, from the inside; empty where nothing has it. */
    let around: readonly Element[] = [];
    const remember = (event: FocusEvent): void => {
      around = event.target instanceof Element ? withAncestors(event.target) : [];
    };
    const forget = ({ target }: FocusEvent): void => {
      // Some browsers tell so too of what is just being removed: that is seen only afterwards.
      queueMicrotask(() => {
        const isLeft = target instanceof Element && target.isConnected;
        if (isLeft && target !== document.activeElement && around[0] === target) around = [];
      });
    };
    const keep = (): void => {
      const [last] = around;
      if (last === undefined || last.isConnected || hasFocus()) return;
      const place =
        around.find((one) => one.isConnected && one.matches(places)) ??
        document.querySelector('main');
      // Perhaps it has not come yet.
      if (!(place instanceof HTMLElement)) return;
      if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
      place.focus({ preventScroll: true });
    };
    // After all who have a better idea of where to go.
    const observer = new MutationObserver(() => {
      if (around[0]?.isConnected === false) requestAnimationFrame(keep);
    });
    document.addEventListener('focusin', remember);
    document.addEventListener('focusout', forget);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', remember);
      document.removeEventListener('focusout', forget);
      observer.disconnect();
    };
  }, []);
}

function hasFocus(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body;
}

function withAncestors(element: Element): readonly Element[] {
  const found: Element[] = [];
  for (let one: Element | null = element; one !== null; one = one.parentElement) found.push(one);
  return found;
}
