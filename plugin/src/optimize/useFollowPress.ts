import { useEffect, useRef, type RefObject } from 'react';

/**
 * What a press leads to takes the place of what was there, the pressed button included: the keyboard's focus goes on to it
 * instead of being lost, and it is read from its beginning. `shown` names what is there.
 */
export function useFollowPress(shown: string): {
  readonly bodyRef: RefObject<HTMLDivElement>;
  readonly onPress: () => void;
} {
  const bodyRef = useRef<HTMLDivElement>(null);
  const pressed = useRef(false);
  useEffect(() => {
    const body = bodyRef.current;
    if (body === null) {
      return;
    }
    body.scrollTop = 0;
    const focused = document.activeElement;
    const movedOn = focused !== null && focused !== document.body && body.parentElement?.contains(focused) === false;
    if (pressed.current && !movedOn) {
      body.focus({ preventScroll: true });
    }
    pressed.current = false;
  }, [shown]);
  return {
    bodyRef,
    onPress: () => {
      pressed.current = true;
    },
  };
}
