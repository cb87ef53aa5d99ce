import type { AppPluginMeta, PluginConfigPageProps } from '@grafana/data';
import { hasPermission, locationService } from '@grafana/runtime';
import { Alert, Button, Field, FieldSet, Input, SecretInput, Stack } from '@grafana/ui';
import React, { useState, type FormEvent } from 'react';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useSaving } from '../../hooks/useSaving';
import { ConnectionTest } from './ConnectionTest';
import { parseCollectorUrl, saveSettings, settingsToSave, type AppSettings, type TokenName } from './settings';

export type ConfigurationPageProps = PluginConfigPageProps<AppPluginMeta<AppSettings>> & {
  readonly reload?: () => void;
};

/** Grafana’s own permission to configure a plugin. */
const MAY_CONFIGURE = 'plugins:write';

const TOKENS: ReadonlyArray<{ readonly name: TokenName; readonly label: string; readonly description: string }> = [
  {
    name: 'readToken',
    label: 'Read token',
    description: 'For everything that is shown. Printed by “growth-engine token show read”.',
  },
  {
    name: 'controlToken',
    label: 'Control token',
    description: 'For Optimize and for changes. Printed by “growth-engine token show control”.',
  },
];

const NO_TOKENS: Readonly<Record<TokenName, string>> = { readToken: '', controlToken: '' };

/** Where the collector is, its two tokens, and a test that says precisely what is wrong. */
function ConfigurationPage({ plugin, query, reload = () => window.location.reload() }: ConfigurationPageProps) {
  const allowed = hasPermission(MAY_CONFIGURE);
  const { meta } = plugin;
  const savedUrl = meta.jsonData?.collectorUrl ?? '';
  const [url, setUrl] = useState(savedUrl);
  const [tokens, setTokens] = useState(NO_TOKENS);
  const [replaced, setReplaced] = useState<Readonly<Record<TokenName, boolean>>>({
    readToken: false,
    controlToken: false,
  });
  const [touched, setTouched] = useState(false);
  const saving = useSaving();

  const parsed = parseCollectorUrl(url);
  const problem = 'problem' in parsed ? parsed.problem : undefined;
  const otherUrl = 'url' in parsed && savedUrl !== '' && parsed.url !== savedUrl;
  const hasToken = (name: TokenName) => meta.secureJsonFields?.[name] === true;
  const isSet = (name: TokenName) => hasToken(name) && !replaced[name] && !otherUrl;
  const changed = ('url' in parsed && parsed.url !== savedUrl) || tokens.readToken !== '' || tokens.controlToken !== '';

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    if (!('url' in parsed)) {
      return;
    }
    void saving.run(async () => {
      await saveSettings(
        settingsToSave({ url: parsed.url, tokens }, savedUrl, { enabled: true, pinned: meta.pinned ?? true })
      );
      // Grafana hands out the new settings after a reload only; the test runs then.
      locationService.partial({ test: '1' }, true);
      reload();
    });
  };

  return (
    <form onSubmit={submit} noValidate>
      <FieldSet label="Collector">
        {!allowed && <Alert severity="info" title="You need the Admin role to change anything here." />}
        <Field
          label="URL"
          description="Where Grafana’s server reaches the collector. Every Viewer can read it."
          invalid={touched && problem !== undefined}
          error={touched ? problem : undefined}
          disabled={!allowed}
        >
          <Input
            id="growthengine-collector-url"
            width={60}
            placeholder="http://127.0.0.1:19464"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            onBlur={() => setTouched(true)}
          />
        </Field>
        {otherUrl && TOKENS.some(({ name }) => hasToken(name)) && (
          <Alert severity="warning" title="Another URL clears both tokens">
            The tokens of one collector must not go to another. Enter those of the new one, if you have them.
          </Alert>
        )}
        {TOKENS.map(({ name, label, description }) => (
          <Field key={name} label={label} description={description} disabled={!allowed}>
            <SecretInput
              id={`growthengine-${name}`}
              width={60}
              autoComplete="off"
              isConfigured={isSet(name)}
              value={tokens[name]}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setTokens((before) => ({ ...before, [name]: value.trim() }));
              }}
              onReset={() => setReplaced((before) => ({ ...before, [name]: true }))}
            />
          </Field>
        ))}
        {saving.error && <ProblemNotice error={saving.error} onDismiss={saving.reset} />}
        <Stack gap={1} alignItems="center" wrap="wrap">
          <Button type="submit" disabled={!allowed || !changed || saving.busy}>
            {saving.busy ? 'Saving …' : 'Save and test'}
          </Button>
        </Stack>
      </FieldSet>
      <ConnectionTest
        pluginVersion={meta.info.version}
        disabledBecause={
          changed ? 'Save first: the test uses what is saved.' : savedUrl === '' ? 'Enter a URL first.' : undefined
        }
        atOnce={query.test === '1' && savedUrl !== ''}
      />
    </form>
  );
}

export default ConfigurationPage;
