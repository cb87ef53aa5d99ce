import { Component, type RefObject } from 'react';

interface RescueFocusProps {
  readonly within: RefObject<HTMLElement>;
  readonly to: RefObject<HTMLElement>;
}

/**
 * Moves the keyboard's focus when what had it has vanished, and never otherwise. Render it anew with what may vanish.
 * A class: only getSnapshotBeforeUpdate sees who has the focus before React takes it away.
 */
export class RescueFocus extends Component<RescueFocusProps> {
  override getSnapshotBeforeUpdate(): Element | null {
    const focused = document.activeElement;
    return focused !== null && this.props.within.current?.contains(focused) === true ? focused : null;
  }

  override componentDidUpdate(_props: RescueFocusProps, _state: unknown, focused: Element | null): void {
    if (focused !== null && !focused.isConnected) {
      this.props.to.current?.focus({ preventScroll: true });
    }
  }

  override render(): null {
    return null;
  }
}
