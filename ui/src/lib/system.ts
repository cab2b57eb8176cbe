/** The system the window runs on; what is neither Windows nor macOS has the keys and typefaces of a Linux desktop. */
export const system: 'windows' | 'macos' | 'linux' = /Windows/.test(navigator.userAgent) ? 'windows' : /Mac/.test(navigator.userAgent) ? 'macos' : 'linux';
