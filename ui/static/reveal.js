// The small window that shows one secret and closes itself. It is its own page, so that the secret never enters the main one.
(() => {
  const { invoke } = window.__TAURI_INTERNALS__;
  const [label, value, left] = ['label', 'value', 'left'].map((id) => document.getElementById(id));

  const close = () => {
    value.textContent = '';
    void invoke('reveal_close');
  };

  const show = (secret) => {
    const { language } = secret;
    const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const until = Date.now() + secret.seconds * 1000;
    const tick = () => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      if (seconds <= 0) return close();
      left.textContent = secret.closes.replace('{seconds}', seconds);
      setTimeout(tick, 250);
    };
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = secret.theme === 'system' ? system : secret.theme;
    label.textContent = secret.label;
    document.title = label.textContent;
    value.textContent = secret.value;
    tick();
  };

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  invoke('revealed_secret').then(show, close);
})();
