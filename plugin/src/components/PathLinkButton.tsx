import { locationUtil } from '@grafana/data';
import { LinkButton, type ButtonProps } from '@grafana/ui';
import React from 'react';

interface PathLinkButtonProps extends Pick<ButtonProps, 'icon' | 'size' | 'variant' | 'children'> {
  /** A path of this Grafana, without the one below which it may be served. */
  readonly path: string;
}

/** A button that leads somewhere in this Grafana, also where that lives below a path and in a new tab. */
export function PathLinkButton({ path, ...rest }: PathLinkButtonProps) {
  return <LinkButton {...rest} href={locationUtil.assureBaseUrl(path)} />;
}
