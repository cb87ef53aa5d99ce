// The host page's server is tested in Node itself.
if (typeof window !== 'undefined') {
  require('./.config/jest-setup');
  // Looking up what is hidden from assistive technology takes most of a test's time in jsdom.
  require('@testing-library/react').configure({ asyncUtilTimeout: 10_000, defaultHidden: true });
  // jsdom measures nothing.
  global.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
}
