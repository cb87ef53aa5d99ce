import { Button, Dropdown, Menu } from '@grafana/ui';
import React from 'react';

interface FreezeButtonProps {
  readonly frozen: boolean;
  readonly disabled: boolean;
  readonly onFreeze: (seconds: number) => void;
  readonly onUnfreeze: () => void;
}

const FREEZES: ReadonlyArray<readonly [label: string, seconds: number]> = [
  ['1 hour', 3600],
  ['4 hours', 4 * 3600],
  ['1 day', 86_400],
  ['1 week', 7 * 86_400],
];

/** The brake: no change is made for a while. */
export function FreezeButton({ frozen, disabled, onFreeze, onUnfreeze }: FreezeButtonProps) {
  if (frozen) {
    return (
      <Button size="sm" variant="secondary" icon="unlock" disabled={disabled} onClick={onUnfreeze}>
        Unfreeze
      </Button>
    );
  }
  const menu = (
    <Menu ariaLabel="Freeze changes for">
      {FREEZES.map(([label, seconds]) => (
        <Menu.Item key={label} label={`For ${label}`} onClick={() => onFreeze(seconds)} />
      ))}
    </Menu>
  );
  return (
    <Dropdown placement="bottom-end" overlay={menu}>
      <Button size="sm" variant="secondary" icon="lock" disabled={disabled}>
        Freeze
      </Button>
    </Dropdown>
  );
}
