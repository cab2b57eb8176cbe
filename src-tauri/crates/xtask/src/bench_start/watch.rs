//! One start of a window, watched from outside.

use std::fs;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::command::could_not_start;
use crate::failure::Failure;
use crate::screen::Screen;

/// How long a window may take, and how long nothing may change until it has come to rest.
const PATIENCE: Duration = Duration::from_mins(1);
const REST: Duration = Duration::from_secs(3);
/// How often the screen is looked at: the least difference that is seen.
const LOOK: Duration = Duration::from_millis(4);
/// Of 1,000 pixels no more may still change once the window can be used: times that count, a cursor that blinks.
const STILL_CHANGING: usize = 10;

/// What one start came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    /// From starting the program until its window can be used.
    pub(super) usable: Duration,
    /// What all its processes hold of memory then, shared pages by their share, in KiB.
    pub(super) memory: u64,
}

/// Starts the program, waits until its window rests, and ends it with all its processes.
pub(super) fn watched(program: &mut Command, screen: &Screen) -> Result<Start, Failure> {
    let before = screen.dump()?;
    let begun = Instant::now();
    let mut child = program.spawn().map_err(|source| could_not_start(program, source))?;
    let seen = watch(&mut child, screen, before, begun);
    let family = family(child.id());
    let memory = family.iter().filter_map(|process| share_of_memory(*process)).sum();
    let _ = child.kill();
    let _ = child.wait();
    wait_for_end(&family);
    Ok(Start { usable: usable(&seen?), memory })
}

/// Every picture that the screen showed, and when it was first seen.
fn watch(
    child: &mut Child,
    screen: &Screen,
    before: Vec<u8>,
    begun: Instant,
) -> Result<Vec<(Duration, Vec<u8>)>, Failure> {
    let mut seen = vec![(Duration::ZERO, before)];
    while begun.elapsed() < PATIENCE {
        if let Ok(Some(status)) = child.try_wait() {
            return Err(Failure::Window(format!("The window closed by itself ({status}).")));
        }
        let now = screen.dump()?;
        let at = begun.elapsed();
        match seen.last() {
            Some((_, last)) if *last == now => {}
            _ => seen.push((at, now)),
        }
        if let [_, .., (last, _)] = seen.as_slice()
            && at.saturating_sub(*last) > REST
        {
            return Ok(seen);
        }
        sleep(LOOK);
    }
    Ok(seen)
}

/// The first picture that is as good as the last.
fn usable(seen: &[(Duration, Vec<u8>)]) -> Duration {
    let Some((_, last)) = seen.last() else { return PATIENCE };
    let as_good = |picture: &[u8]| {
        let pixels = picture.chunks_exact(4).zip(last.chunks_exact(4));
        let other = pixels.filter(|(one, other)| one != other).count();
        other * 1000 <= STILL_CHANGING * (last.len() / 4)
    };
    // Backwards, so that a picture that only looks like the last and changes again does not count.
    let from = seen.iter().rposition(|(_, picture)| !as_good(picture)).map_or(0, |different| different + 1);
    seen.get(from).map_or(PATIENCE, |(at, _)| *at)
}

/// A process and all that it has started.
fn family(of: u32) -> Vec<u32> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse::<u32>().ok());
        parents.extend(parent.map(|parent| (process, parent)));
    }
    let mut family = vec![of];
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(process, _)| *process));
        next += 1;
    }
    family
}

/// In KiB; `None` once the process has ended.
fn share_of_memory(process: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}

fn wait_for_end(family: &[u32]) {
    let begun = Instant::now();
    let runs = |process: &u32| fs::exists(format!("/proc/{process}")).unwrap_or(false);
    while family.iter().any(runs) && begun.elapsed() < PATIENCE {
        sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use super::{family, share_of_memory, usable};
    use std::time::Duration;

    fn seen(pictures: &[(u64, u8)]) -> Vec<(Duration, Vec<u8>)> {
        pictures.iter().map(|(at, shade)| (Duration::from_millis(*at), vec![*shade; 4000])).collect()
    }

    #[test]
    fn a_window_is_usable_when_it_shows_what_it_goes_on_to_show() {
        assert_eq!(usable(&seen(&[(0, 0), (300, 1), (500, 2)])), Duration::from_millis(500));
        assert_eq!(
            usable(&seen(&[(0, 2), (300, 1), (500, 2)])),
            Duration::from_millis(500),
            "it looked so before it began"
        );
    }

    #[test]
    fn a_clock_that_counts_does_not_put_it_off() {
        let mut seen = seen(&[(0, 0), (300, 1), (1300, 1)]);
        if let Some((_, picture)) = seen.last_mut() {
            picture.iter_mut().take(10 * 4).for_each(|byte| *byte = 9);
        }
        assert_eq!(usable(&seen), Duration::from_millis(300));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn memory_is_counted_for_this_very_process() {
        let own = std::process::id();
        assert_eq!(family(own).first(), Some(&own));
        assert!(share_of_memory(own).is_some_and(|kib| kib > 500));
    }
}
