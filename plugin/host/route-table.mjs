/** Grafana's rules for a plugin's proxy routes, as plugin.json declares them. */

/** Basic roles inherit: what a Viewer may, an Editor may too. */
export const ROLES = ['Viewer', 'Editor', 'Admin'];

/**
 * @param {readonly import('./server.d.mts').ProxyRoute[]} routes
 * @param {string} method
 * @param {string} path below the proxy, without a slash in front
 * @returns {{ route: import('./server.d.mts').ProxyRoute, rest: string } | undefined} the first match, as Grafana takes it
 */
export function matchRoute(routes, method, path) {
  for (const route of routes) {
    if (route.method !== undefined && route.method !== '' && route.method !== '*' && route.method !== method) {
      continue;
    }
    if (route.path.endsWith('/*')) {
      const prefix = route.path.slice(0, -1);
      if (path.startsWith(prefix) && path.length > prefix.length) {
        return { route, rest: path.slice(prefix.length) };
      }
    } else if (route.path === path) {
      return { route, rest: '' };
    }
  }
  return undefined;
}

/**
 * @param {readonly import('./server.d.mts').PluginRole[]} roles
 * @param {import('./server.d.mts').HostRole} role
 * @returns {Record<string, boolean>} action → true
 */
export function permissionsOf(roles, role) {
  /** @type {Record<string, boolean>} */
  const permissions = {};
  for (const { role: granted, grants } of roles) {
    const lowest = Math.min(...grants.map((grant) => ROLES.indexOf(grant)).filter((rank) => rank >= 0));
    if (ROLES.indexOf(role) < lowest) {
      continue;
    }
    for (const { action } of granted.permissions) {
      permissions[action] = true;
    }
  }
  if (role === 'Admin') {
    permissions['plugins:write'] = true;
  }
  return permissions;
}

/**
 * Fills `{{ .JsonData.x }}` and `{{ .SecureJsonData.x }}`.
 * @param {string} template
 * @param {{ jsonData: Readonly<Record<string, string>>, secureJsonData: Readonly<Record<string, string>> }} settings
 */
export const fillTemplate = (template, { jsonData, secureJsonData }) =>
  template.replace(
    /\{\{\s*\.(JsonData|SecureJsonData)\.(\w+)\s*\}\}/g,
    (_, kind, name) => (kind === 'JsonData' ? jsonData : secureJsonData)[name] ?? ''
  );
