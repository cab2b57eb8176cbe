//! One test of the window from its desk to its end.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use tokio::time::timeout;

use crate::desk::{Desk, Place};
use crate::window::{PATIENCE, Window};
use crate::{Outcome, target};

/// How long a test may take from the first screen to its end.
const WHOLE_TEST: Duration = Duration::from_mins(5);

/// Sets up a desk, opens the window on it and takes the steps. When they fail a picture of the window goes to
/// `target/window-failures/<name>.png` and the application's error output to the test's.
pub fn drive(name: &str, place: Place, steps: impl AsyncFnOnce(&Desk, &mut Window) -> Outcome) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let desk = Desk::set_up(place)?;
    let mut window = runtime.block_on(Window::open(&desk))?;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(within(WHOLE_TEST, async {
            window.ready().await?;
            steps(&desk, &mut window).await
        }))
    }));
    let failed = !matches!(outcome, Ok(Ok(())));
    if failed {
        let picture = target().join("window-failures").join(format!("{name}.png"));
        if runtime.block_on(within(PATIENCE, window.screenshot(&picture))).is_ok() {
            eprintln!("The window at that moment: {}", picture.display());
        }
    }
    let closed = runtime.block_on(within(PATIENCE, window.close()));
    if failed || closed.is_err() {
        eprintln!("{}", desk.errors());
    }
    outcome.unwrap_or_else(|panic| resume_unwind(panic)).and(closed)
}

/// The driver answers late or never when the application hangs; a test must end all the same.
async fn within(limit: Duration, steps: impl Future<Output = Outcome>) -> Outcome {
    timeout(limit, steps).await.unwrap_or_else(|_| Err(format!("no end after {} s", limit.as_secs()).into()))
}
