//! What Windows tells a window: that its session is locked, and that the computer is about to sleep.

use std::ptr::{null, null_mut};
use std::sync::OnceLock;

use windows_sys::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
use windows_sys::Win32::System::LibraryLoader::GetModuleHandleW;
use windows_sys::Win32::System::RemoteDesktop::{NOTIFY_FOR_THIS_SESSION, WTSRegisterSessionNotification};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DefWindowProcW, DispatchMessageW, GetMessageW, MSG, PBT_APMSUSPEND, RegisterClassW,
    WM_POWERBROADCAST, WM_WTSSESSION_CHANGE, WNDCLASSW, WTS_SESSION_LOCK,
};
use windows_sys::core::w;

/// What is done at each signal. Windows calls back without a place for it.
static ON_SIGNAL: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();

/// Listens in a thread of its own, which has a window that nobody sees. Without it there are the clocks alone.
pub(super) fn begin(on_signal: impl Fn() + Send + Sync + 'static) {
    if ON_SIGNAL.set(Box::new(on_signal)).is_ok() {
        std::thread::spawn(listen);
    }
}

fn listen() {
    // Hidden, but not one for messages alone: those hear nothing of the power.
    #[expect(unsafe_code, reason = "the system's own calls; every pointer is null or lives until the program ends")]
    unsafe {
        let module = GetModuleHandleW(null());
        let name = w!("SupportAtlasSignals");
        let class = WNDCLASSW { lpfnWndProc: Some(hear), hInstance: module, lpszClassName: name, ..Default::default() };
        if RegisterClassW(&raw const class) == 0 {
            return;
        }
        let window = CreateWindowExW(0, name, name, 0, 0, 0, 0, 0, null_mut(), null_mut(), module, null());
        if window.is_null() {
            return;
        }
        // Where it is refused, sleep is still told.
        WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION);
        let mut message = MSG::default();
        while GetMessageW(&raw mut message, null_mut(), 0, 0) > 0 {
            DispatchMessageW(&raw const message);
        }
    }
}

#[expect(unsafe_code, reason = "called by the system")]
unsafe extern "system" fn hear(window: HWND, message: u32, what: WPARAM, more: LPARAM) -> LRESULT {
    let locks = (message == WM_WTSSESSION_CHANGE && u32::try_from(what) == Ok(WTS_SESSION_LOCK))
        || (message == WM_POWERBROADCAST && u32::try_from(what) == Ok(PBT_APMSUSPEND));
    if locks && let Some(on_signal) = ON_SIGNAL.get() {
        on_signal();
    }
    unsafe { DefWindowProcW(window, message, what, more) }
}
