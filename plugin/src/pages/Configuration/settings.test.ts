import { parseCollectorUrl, settingsToSave } from './settings';

describe('the collector’s URL', () => {
  it('loses what the proxy adds itself', () => {
    expect(parseCollectorUrl(' http://127.0.0.1:19464/ ')).toEqual({ url: 'http://127.0.0.1:19464' });
    expect(parseCollectorUrl('https://host/prefix/api/growth-engine/')).toEqual({ url: 'https://host/prefix' });
  });
  it.each([
    ['', /Enter the collector’s URL/],
    ['collector', /This is no URL/],
    ['127.0.0.1:19464', /no URL|http:\/\//],
    ['ftp://host', /http:\/\/ or https:\/\//],
    ['http://user:secret@host', /every Viewer can read it/],
    ['http://host/?x=1', /query/],
  ])('is refused as %p, with what would be right', (text, sentence) => {
    expect(parseCollectorUrl(text)).toEqual({ problem: expect.stringMatching(sentence) });
  });
});

describe('saving', () => {
  const meta = { enabled: true, pinned: true };
  const none = { readToken: '', controlToken: '' };

  it('clears both tokens with another URL', () => {
    expect(settingsToSave({ url: 'http://b', tokens: none }, 'http://a', meta).secureJsonData).toEqual(none);
  });
  it('leaves tokens alone that were not typed', () => {
    expect(settingsToSave({ url: 'http://a', tokens: none }, 'http://a', meta).secureJsonData).toBeUndefined();
    expect(
      settingsToSave({ url: 'http://a', tokens: { ...none, readToken: 'r' } }, 'http://a', meta).secureJsonData
    ).toEqual({ readToken: 'r' });
  });
});
