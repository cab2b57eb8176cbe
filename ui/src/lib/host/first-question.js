// Run by the shell before the page is read: the answer is on its way while the scripts are still being fetched.
window.supportAtlasStart = window.__TAURI_INTERNALS__.invoke('start');
// Who takes the answer hears of what goes wrong.
window.supportAtlasStart.catch(() => undefined);
