import { useEffect, useRef, type RefObject } from 'react';

interface FollowPress {
  readonly frameRef: RefObject<HTMLDivElement>;
  readonly bodyRef: RefObject<HTMLDivElement>;
  /** Of what is shown: where reading goes on. */
  readonly headingRef: RefObject<HTMLHeadingElement>;
  readonly onPress: () => void;
}

/**
 * What a press leads to takes the place of what was there, the pressed button included: the keyboard's focus goes on to
 * its heading instead of being lost, and it is read from its beginning. `shown` names what is there.
 */
export function useFollowPress(shown: string): FollowPress {
  const frameRef = useRef<HTMLDivElement>(null);
  const bodyRef = useRef<HTMLDivElement>(null);
  const headingRef = useRef<HTMLHeadingElement>(null);
  const pressed = useRef(false);
  useEffect(() => {
    if (bodyRef.current !== null) {
      bodyRef.current.scrollTop = 0;
    }
    const focused = document.activeElement;
    const movedOn = focused !== null && focused !== document.body && frameRef.current?.contains(focused) === false;
    if (pressed.current && !movedOn) {
      headingRef.current?.focus({ preventScroll: true });
    }
    pressed.current = false;
  }, [shown]);
  return {
    frameRef,
    bodyRef,
    headingRef,
    onPress: () => {
      pressed.current = true;
    },
  };
}
