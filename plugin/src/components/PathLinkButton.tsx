import { locationUtil } from '@grafana/data';
import { LinkButton, type ButtonProps } from '@grafana/ui';
import React, { type ReactNode } from 'react';

interface PathLinkButtonProps extends Pick<ButtonProps, 'icon' | 'size' | 'variant'> {
  /** A path of this Grafana, without the one below which it may be served. */
  readonly path: string;
  /** What the button says. */
  readonly children: ReactNode;
}

/** A button that leads somewhere in this Grafana, also where that lives below a path and in a new tab. */
export function PathLinkButton({ path, children, ...rest }: PathLinkButtonProps) {
  return (
    <LinkButton {...rest} href={locationUtil.assureBaseUrl(path)}>
      {children}
    </LinkButton>
  );
}
