//! What macOS tells its programs: that the computer is about to sleep, that its screens do, and that they are locked.

use std::ptr::NonNull;

use block2::RcBlock;
use objc2_app_kit::{NSWorkspace, NSWorkspaceScreensDidSleepNotification, NSWorkspaceWillSleepNotification};
use objc2_foundation::{NSDistributedNotificationCenter, NSNotification, NSNotificationCenter, NSString};

/// What the login window says when it covers the screen.
const LOCKED: &str = "com.apple.screenIsLocked";

/// Listens until the program ends. To be called on the main thread, whose loop delivers what is told.
pub(super) fn begin(on_signal: impl Fn() + 'static) {
    let told = RcBlock::new(move |_: NonNull<NSNotification>| on_signal());
    let listen = |center: &NSNotificationCenter, name: &NSString| {
        #[expect(unsafe_code, reason = "the block takes what the centre gives, on the thread that it is called on")]
        let observer = unsafe { center.addObserverForName_object_queue_usingBlock(Some(name), None, None, &told) };
        // The centre forgets whose observer is dropped.
        std::mem::forget(observer);
    };
    let workspace = NSWorkspace::sharedWorkspace().notificationCenter();
    #[expect(unsafe_code, reason = "names of the system that never change")]
    let names = unsafe { [NSWorkspaceWillSleepNotification, NSWorkspaceScreensDidSleepNotification] };
    for name in names {
        listen(&workspace, name);
    }
    listen(&NSDistributedNotificationCenter::defaultCenter(), &NSString::from_str(LOCKED));
}
